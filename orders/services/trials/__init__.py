"""Policies and closures tried on history: read, judged twice, compared. Nothing of an order is written."""
