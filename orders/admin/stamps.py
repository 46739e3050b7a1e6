"""Stamp rolls: issued to partners; single stamps are looked up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from orders.admin.keyed import KeyedAdmin
from orders.models import Stamp, StampRoll
from orders.services import stamps
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin

LARGEST_ROLL = 5000


class StampRollForm(forms.ModelForm):
    """Whom the roll is for, and how many stamps."""

    size = forms.IntegerField(
        label=_("number of stamps"),
        min_value=1,
        max_value=LARGEST_ROLL,
        initial=200,
        widget=UnfoldAdminIntegerFieldWidget(),
    )

    class Meta:
        model = StampRoll
        fields = ("partner", "size")


@admin.register(StampRoll)
class StampRollAdmin(KeyedAdmin):
    """Issue a roll; a roll that was issued stays as it is."""

    form = StampRollForm
    list_display = ("prefix", "partner", "size", "issued_at", "issued_by")
    list_filter = (("partner", AutocompleteSelectFilter),)
    list_select_related = ("partner", "issued_by")
    ordering = ("-issued_at", "-id")
    search_fields = ("=prefix",)
    sortable_by = ()
    autocomplete_fields = ("partner",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: StampRoll | None = None) -> Any:
        """Partner and size for a new one."""
        return ("partner", "size") if obj is None else ("prefix", "partner", "size", "issued_at", "issued_by")

    def create(self, request: HttpRequest, obj: StampRoll, form: Any) -> StampRoll:
        """Issue through the service, with its serials."""
        return stamps.issue_roll(obj.partner, size=obj.size, by=request.user, at=clock.now())  # type: ignore[arg-type]


@admin.register(Stamp)
class StampAdmin(ReadOnlyAdmin):
    """One serial: whose, and on which order."""

    list_display = ("serial", "roll", "state", "assignment_code", "used_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    list_select_related = ("roll", "assignment__order")
    ordering = ("-id",)
    search_fields = ("serial",)
    search_help_text = _("Serial")
    sortable_by = ()

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Serials that begin so."""
        typed = stamps.folded(search_term.replace("\x00", ""))
        return (queryset.filter(serial__startswith=typed) if typed else queryset), False

    @admin.display(description=_("order"))
    def assignment_code(self, stamp: Stamp) -> str:
        """The order it was used on."""
        return stamp.assignment.order.code if stamp.assignment else ""
