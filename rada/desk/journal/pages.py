"""The journal as a list for administrators."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from rada.desk.journal.words import line_of
from rada.desk.models import JournalEntry
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin
from rada.web.wording import instant


@admin.register(JournalEntry)
class JournalAdmin(ReadOnlyAdmin):
    """Every act in operations, the newest first."""

    list_display = ("when", "user", "kind", "subject", "what")
    list_display_links = ("when",)
    list_filter = (("action_time", DayRangeFilter),)
    list_select_related = ("user", "content_type")
    empty_words = _("Nothing was done in operations yet. Every act comes here: who, when, from what to what.")
    ordering = ("-pk",)
    search_fields = ("=user__username", "user__full_name", "object_repr")
    search_help_text = _("Who did it, or what it was done to: a code, a name")
    sortable_by = ()
    fields = ("when", "user", "kind", "subject", "what")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With who and what."""
        return super().get_queryset(request).select_related("user", "content_type")

    @display(description=_("when"))
    def when(self, entry: JournalEntry) -> str:
        """In Vietnam."""
        return instant(entry.action_time)

    @display(description=_("table"))
    def kind(self, entry: JournalEntry) -> str:
        """What kind of row."""
        model = entry.content_type.model_class() if entry.content_type else None
        return str(model._meta.verbose_name) if model else ""

    @display(description=_("subject"))
    def subject(self, entry: JournalEntry) -> Any:
        """The row, with the way to it."""
        if not (entry.object_id and entry.content_type):
            return entry.object_repr
        place = f"{entry.content_type.app_label}_{entry.content_type.model}"
        try:
            address = reverse(f"admin:{place}_change", args=[entry.object_id])
        except NoReverseMatch:
            return entry.object_repr
        return format_html('<a href="{}">{}</a>', address, entry.object_repr or entry.object_id)

    @display(description=_("what was done"))
    def what(self, entry: JournalEntry) -> str:
        """In words, before → after."""
        return str(line_of(entry))
