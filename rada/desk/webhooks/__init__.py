"""Webhooks in operations: who is told of what, and what became of each event."""
