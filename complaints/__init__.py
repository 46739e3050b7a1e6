"""Complaints, appeals, measures and score cards: people's rulings, told to orders as facts and decisions."""
