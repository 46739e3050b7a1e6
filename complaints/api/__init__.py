"""Complaints, appeals and scores by the API."""
