"""Webhooks: what is told, how it is signed and sent, and where nothing may be sent to."""
