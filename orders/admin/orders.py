"""Orders and assignments, read only: the timeline is the truth, and acts alone write it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from orders.admin.by_hand import OrdersByHand
from orders.admin.chronicle import chronicle
from orders.admin.filters import NobodyAskedFilter
from orders.admin.found_by_code import FoundByOrderCode
from orders.admin.phone_orders import OrdersByPhone
from orders.admin.viewings import ViewedOrders
from orders.models import Assignment, Order, OrderPhoto
from orders.wording import breach_sentence, clock_words, rule_words
from rada.lib.text import fold
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin

PHOTO = '<a href="{}" target="_blank"><img src="{}?size=small" alt="{}" width="120"></a>'


def numbered(order: Order) -> Iterable[tuple[int, OrderPhoto]]:
    """The photos of a request, counted from one."""
    return enumerate(order.photos.all(), start=1)


class AssignmentsOfOrder(TabularInline):
    """Whom the order was put to."""

    model = Assignment
    fields = ("partner", "status", "offered_at", "accepted_at", "completed_at")
    readonly_fields = fields
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False


@admin.register(Order)
class OrderAdmin(OrdersByPhone, ViewedOrders, OrdersByHand):
    """What customers asked for."""

    list_display = ("code", "service", "customer_name", "state", "created_at")
    list_filter = (("state", ChoicesDropdownFilter), ("created_at", DayRangeFilter), NobodyAskedFilter)
    list_select_related = ("service",)
    ordering = ("-created_at", "-id")
    search_fields = ("code",)
    search_help_text = _("Order code or customer, accents or none")
    sortable_by = ()
    inlines = (AssignmentsOfOrder,)
    fieldsets = (
        (None, {"fields": ("code", "service", "state", "created_at", "is_demo", "reference", "erased_at")}),
        (_("Customer"), {"fields": ("customer_name", "customer_phone", "address", "ward", "hand_page", "links_page")}),
        (_("Request"), {"fields": ("description", "wanted_from", "wanted_to", "request_photos")}),
    )
    readonly_fields = ("hand_page", "links_page", "request_photos", "seen_by")

    @display(description=_("Photos"))
    def request_photos(self, order: Order) -> str:
        """Those that came with the request, small, each leading to the whole."""
        shown = [(reverse("orders:request_photo", args=[photo.pk]), number) for number, photo in numbered(order)]
        return format_html_join(" ", PHOTO, ((address, address, number) for address, number in shown)) or "–"

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By the folded key, as the portal searches."""
        for word in fold(search_term.replace("\x00", "")).split():
            queryset = queryset.filter(search_key__contains=word)
        return queryset, False


@admin.register(Assignment)
class AssignmentAdmin(FoundByOrderCode, ReadOnlyAdmin):
    """One partner's engagement with an order: its timeline, clocks and breaches."""

    list_display = ("order", "partner", "status_label", "offered_at", "accepted_at", "ended_at", "judge_error")
    list_filter = (
        ("status", ChoicesDropdownFilter),
        ("partner", AutocompleteSelectFilter),
        ("created_at", DayRangeFilter),
    )
    list_select_related = ("order", "partner")
    ordering = ("-created_at", "-id")
    search_fields = ("order__code",)
    sortable_by = ()
    change_form_template = "admin/orders/assignment/change_form.html"

    @display(description=_("status"), label=True)
    def status_label(self, assignment: Assignment) -> str:
        """As a label."""
        return assignment.get_status_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the page names."""
        related = ("order__service", "partner", "terms__partner", "policy", "technician__user")
        return super().get_queryset(request).select_related(*related)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The timeline, the running clocks and the breaches beside Django's own context."""
        assignment = context["original"]
        timeline = chronicle(assignment)
        events = [row.event for row in timeline["rows"]]
        context.update(
            assignment=assignment,
            chronicle=timeline,
            clocks=[(clock, clock_words(clock)) for clock in assignment.clocks.all()],
            breaches=[
                (breach, rule_words(breach.rule).title, breach_sentence(breach, events))
                for breach in assignment.breaches.all()
            ],
        )
        return super().render_change_form(request, context, *args, **kwargs)
