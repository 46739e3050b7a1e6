"""The queue of orders that need a hand: why each waits, until when the customer was promised a call."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from orders.models import CustomerCall, OrderInNeed
from orders.need_selectors import LOOKING, Need, needs_of, orders_in_need
from orders.services.broadcasting import by_hand_until
from orders.wording.needs import NEED_WORDS
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin
from rada.web.wording import instant, time_left

ON_TIME, LATE, KEPT = "time", "late", "kept"


class NeedFilter(DropdownFilter):
    """Why an order waits."""

    title = _("why")
    parameter_name = "why"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Each reason in words."""
        return [(need.value, NEED_WORDS[need]) for need in Need]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The orders that wait for this reason."""
        return orders_in_need(only=Need(self.value())) if self.value() in set(Need) else queryset


@admin.register(OrderInNeed)
class OrderInNeedAdmin(ReadOnlyAdmin):
    """Who has waited longest comes first; what helps stands on the order's page by hand."""

    list_display = ("order_code", "service", "why", "call_by", "last_call_words", "created_at")
    list_filter = (NeedFilter,)
    list_display_links = None
    empty_words = _("No order needs a hand. Those that nobody takes, or whose partner cancels, come here.")
    sortable_by = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """The queue."""
        return orders_in_need()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Each row knows the instant of its page: the clock is asked once."""
        changes = super().get_changelist_instance(request)
        rows, now = list(changes.result_list), clock.now()
        for order in rows:
            order.read_at = now
        changes.result_list = rows
        return changes

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """Who has waited longest."""
        return F("since").asc(), F("pk").asc()

    @display(description=_("order"))
    def order_code(self, order: OrderInNeed) -> str:
        """The way to the order's page by hand."""
        address = reverse("admin:orders_order_hand", args=[order.pk])
        return format_html('<a class="font-semibold text-primary-600" href="{}">{}</a>', address, order.code)

    @display(description=_("why"))
    def why(self, order: OrderInNeed) -> str:
        """The reasons."""
        return ", ".join(str(NEED_WORDS[need]) for need in needs_of(order))

    @display(description=_("call the customer by"), label={ON_TIME: "info", LATE: "danger", KEPT: "success"})
    def call_by(self, order: OrderInNeed) -> tuple[str, Any]:
        """Until when the customer was promised a call; nothing where none was."""
        if not LOOKING.intersection(needs_of(order)):
            return "", ""
        since, now = order.since, order.read_at  # type: ignore[attr-defined]
        if order.last_call == CustomerCall.Outcome.REACHED and order.last_call_at >= since:  # type: ignore[attr-defined]
            return KEPT, _("called")
        due = by_hand_until(since)
        return (ON_TIME if due >= now else LATE), time_left(due, now)

    @display(description=_("last call"))
    def last_call_words(self, order: OrderInNeed) -> str:
        """When, and whether somebody answered."""
        outcome, at, now = order.last_call, order.last_call_at, order.read_at  # type: ignore[attr-defined]
        return f"{instant(at, now)} · {CustomerCall.Outcome(outcome).label}" if outcome else "–"
