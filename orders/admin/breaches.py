"""Breaches: the list, the queue of those to check, and one breach with everything it rests on."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from orders.admin.breach_acts import BreachActs
from orders.admin.breach_pages import SEVERITY_LABELS, STATE_LABELS, page
from orders.admin.filters import ClauseFilter, RuleFilter
from orders.admin.found_by_code import FoundByOrderCode
from orders.models import Breach
from orders.wording import rule_words
from rada.web.day_range import DayRangeFilter


@admin.register(Breach)
class BreachAdmin(FoundByOrderCode, BreachActs):
    """The list, newest first, and the page of one breach."""

    list_display = (
        "occurred",
        "order_code",
        "partner",
        "clause",
        "rule_title",
        "severity_label",
        "state_label",
        "points",
    )
    list_display_links = ("occurred", "rule_title")
    list_filter = (
        ClauseFilter,
        RuleFilter,
        ("severity", ChoicesDropdownFilter),
        ("partner", AutocompleteSelectFilter),
        ("state", ChoicesDropdownFilter),
        ("occurred_at", DayRangeFilter),
    )
    list_select_related = ("assignment__order", "partner")
    ordering = ("-occurred_at", "-id")
    search_fields = ("assignment__order__code",)
    sortable_by = ()

    @display(description=_("occurred"), ordering="-occurred_at")
    def occurred(self, breach: Breach) -> Any:
        """When, in Vietnam."""
        return breach.occurred_at

    @display(description=_("order"))
    def order_code(self, breach: Breach) -> str:
        """The order's code."""
        return breach.assignment.order.code

    @display(description=_("rule"))
    def rule_title(self, breach: Breach) -> Any:
        """The rule's title."""
        return rule_words(breach.rule).title

    @display(description=_("severity"), label=SEVERITY_LABELS)
    def severity_label(self, breach: Breach) -> tuple[str, str]:
        """By word and colour."""
        return breach.severity, breach.get_severity_display()

    @display(description=_("state"), label=STATE_LABELS)
    def state_label(self, breach: Breach) -> tuple[str, str]:
        """By word and colour."""
        return breach.state, breach.get_state_display()

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """The newest first; what waits for a person is a queue, its oldest first."""
        return ("found_at", "id") if request.GET.get("state__exact") == Breach.State.TO_CHECK else self.ordering

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the page of one breach names."""
        return super().get_queryset(request).select_related("partner", "assignment__order")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Everything that the breach rests on, beside Django's own context."""
        context.update(page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)
