"""The queue of reports that cannot have happened in that order."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action, display

from orders.admin.filters import OpenFilter
from orders.models import EventKind, OddReport, Status
from orders.services import odd_reports, stamps
from partners.actors import actor_of
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin

STAMP_REASONS = {
    stamps.ELSEWHERE: _("stamp %(serial)s belongs to another order or partner"),
    stamps.LOST: _("stamp %(serial)s was declared lost or void before"),
}


@admin.register(OddReport)
class OddReportAdmin(ReadOnlyAdmin):
    """Each stands as it was reported; settling says that a person has looked."""

    list_display = ("created_at", "order_code", "partner", "event_words", "reason_in_words", "settled_at", "settled_by")
    list_filter = (OpenFilter, ("created_at", DayRangeFilter))
    list_select_related = ("event__assignment__order", "event__assignment__partner", "settled_by")
    ordering = ("-created_at", "-id")
    sortable_by = ()
    actions = ("settle",)

    @display(description=_("order"))
    def order_code(self, report: OddReport) -> str:
        """The order's code."""
        return report.event.assignment.order.code

    @display(description=_("partner"))
    def partner(self, report: OddReport) -> Any:
        """Whose assignment."""
        return report.event.assignment.partner

    @display(description=_("event"))
    def event_words(self, report: OddReport) -> str:
        """The event's kind."""
        return report.event.get_kind_display()

    @display(description=_("why it is odd"))
    def reason_in_words(self, report: OddReport) -> Any:
        """The reason in words, where it is one of ours."""
        kind, _while, status = report.reason.partition(" while ")
        if kind in EventKind.values and status in Status.values:
            return _("“%(kind)s” cannot follow “%(status)s”") % {
                "kind": EventKind(kind).label,
                "status": Status(status).label,
            }
        serial, _space, what = report.reason.removeprefix("stamp ").partition(" ")
        return STAMP_REASONS[what] % {"serial": serial} if what in STAMP_REASONS else report.reason

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Who may change the queue."""
        return request.user.has_perm("orders.change_oddreport")

    @action(description=_("Settle: looked at"), permissions=["settle"])
    def settle(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the chosen reports off the queue."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        reports = list(queryset)
        for report in reports:
            odd_reports.settle(report, by=actor_of(request.user))
        said = ngettext("%(count)d report settled.", "%(count)d reports settled.", len(reports))
        messages.success(request, said % {"count": len(reports)})
