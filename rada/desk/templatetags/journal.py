"""Entries of the journal on a row's own history page."""

from __future__ import annotations

from django import template
from django.contrib.admin.models import LogEntry

from rada.desk.journal.words import Line, line_of

register = template.Library()


@register.filter
def journal_line(entry: LogEntry) -> Line:
    """What the entry says."""
    return line_of(entry)
