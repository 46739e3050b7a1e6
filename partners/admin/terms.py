"""Published terms, read only, and announced leave."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter
from unfold.decorators import display

from partners.models import AnnouncedLeave, TermsVersion
from rada.web import clock
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin, StaffAdmin


@admin.register(TermsVersion)
class TermsVersionAdmin(ReadOnlyAdmin):
    """Versions never change: orders hold on to theirs."""

    list_display = ("partner", "number", "starts_at", "response", "services_count", "wards_count", "published_at")
    list_filter = (("partner", AutocompleteSelectFilter), ("starts_at", DayRangeFilter))
    list_select_related = ("partner",)
    ordering = ("-published_at", "-id")
    sortable_by = ()
    fields = ("partner", "number", "starts_at", "services", "content", "wards", "published_by", "published_at")

    @display(description=_("response, minutes"))
    def response(self, terms: TermsVersion) -> Any:
        """The published response time."""
        return terms.content.get("response_minutes")

    @display(description=_("services"))
    def services_count(self, terms: TermsVersion) -> int:
        """How many services."""
        return len(terms.services)

    @display(description=_("wards"))
    def wards_count(self, terms: TermsVersion) -> int:
        """How many wards."""
        return len(terms.wards)


@admin.register(AnnouncedLeave)
class AnnouncedLeaveAdmin(StaffAdmin):
    """Days away: no new offers, no clock moves."""

    list_display = ("partner", "starts_at", "ends_at", "reason", "announced_at")
    list_filter = (("partner", AutocompleteSelectFilter), ("starts_at", DayRangeFilter))
    list_select_related = ("partner",)
    ordering = ("-starts_at", "-id")
    sortable_by = ()
    fields = ("partner", "starts_at", "ends_at", "reason")
    autocomplete_fields = ("partner",)

    def save_model(self, request: HttpRequest, obj: AnnouncedLeave, form: Any, change: bool) -> None:
        """Note when it was announced."""
        if not change:
            obj.announced_at = clock.now()
        super().save_model(request, obj, form, change)
