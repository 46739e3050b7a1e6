"""Acts that cannot be done now, and say why."""

from __future__ import annotations


class Refused(Exception):
    """An act that cannot be done now; its text is a sentence for whoever tried."""
