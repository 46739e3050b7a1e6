"""Rada's service-quality system."""
