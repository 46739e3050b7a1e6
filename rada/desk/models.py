"""The journal of operations: Django's own log of the admin, never changed and never shortened."""

from __future__ import annotations

import pgtrigger
from django.contrib.admin.models import LogEntry
from django.utils.translation import gettext_lazy as _


class JournalEntry(LogEntry):
    """Who did what in operations, when, and what stood there before and after."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("journal entry")
        verbose_name_plural = _("journal")
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]
