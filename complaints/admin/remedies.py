"""Remedies that were promised to customers: what is due for a look comes first, and is marked as done here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter
from unfold.decorators import action, display

from complaints.models import Remedy
from complaints.services import remedies
from orders.services import timeline
from rada.lib.money import format_vnd
from rada.platform.idempotency import KeyReused
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin
from rada.web.wording import time_left


class DoneFilter(DropdownFilter):
    """Whether somebody has seen to it."""

    title = _("done")
    parameter_name = "done"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Due for a look, promised, or done."""
        return [("due", _("due for a look")), ("no", _("not done yet")), ("yes", _("done"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those in that state."""
        if self.value() == "due":
            return queryset.filter(done_at__isnull=True, follow_up_at__lte=clock.now())
        return queryset.filter(done_at__isnull=self.value() == "no") if self.value() in {"yes", "no"} else queryset


@admin.register(Remedy)
class RemedyAdmin(ReadOnlyAdmin):
    """What is not done stands above, the nearest day first."""

    list_display = ("kind_words", "amount", "complaint_number", "order_code", "follow_up", "done_at", "done_by")
    list_display_links = ("kind_words",)
    list_filter = (DoneFilter, ("kind", ChoicesDropdownFilter))
    list_select_related = ("complaint__assignment__order", "done_by")
    empty_words = _("No remedy was promised. What a complaint is closed with comes here until it is done.")
    ordering = (F("done_at").desc(nulls_first=True), F("follow_up_at").asc(nulls_last=True), "pk")
    sortable_by = ()
    actions = ("mark_done",)
    list_disable_select_all = True

    @display(description=_("remedy"))
    def kind_words(self, remedy: Remedy) -> str:
        """What was promised."""
        return remedy.get_kind_display()

    @display(description=_("amount"))
    def amount(self, remedy: Remedy) -> str:
        """Of a refund."""
        return "–" if remedy.amount_vnd is None else format_vnd(remedy.amount_vnd)

    @display(description=_("complaint"))
    def complaint_number(self, remedy: Remedy) -> str:
        """The way to it."""
        address = reverse("admin:complaints_complaint_change", args=[remedy.complaint_id])
        return format_html(
            '<a class="text-primary-600 dark:text-primary-500" href="{}">{}</a>', address, remedy.complaint
        )

    @display(description=_("order"))
    def order_code(self, remedy: Remedy) -> str:
        """The order's code."""
        return remedy.complaint.assignment.order.code

    @display(description=_("look after it"))
    def follow_up(self, remedy: Remedy) -> str:
        """Until when, and how long that is; nothing more once it is done."""
        if remedy.done_at is not None or remedy.follow_up_at is None:
            return "–"
        return time_left(remedy.follow_up_at, clock.now())

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """Marking one as done."""
        return (("<int:pk>/done/", "complaints_remedy_done", self.done),)

    def has_settle_permission(self, request: HttpRequest) -> bool:
        """Who may say that it is done."""
        return request.user.has_perm("complaints.change_remedy")

    def done(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Mark one as done, and go back to its complaint."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        remedy = get_object_or_404(self.get_queryset(request), pk=pk)
        key = request.idempotency_key  # type: ignore[attr-defined]
        if self._marked(request, remedy, key=key):
            messages.success(request, _now("The remedy is marked as done."))
        return redirect("admin:complaints_complaint_change", remedy.complaint_id)

    @action(description=_("Mark as done"), permissions=["settle"])
    def mark_done(self, request: HttpRequest, queryset: QuerySet[Remedy]) -> None:
        """Mark the chosen remedies as done; those that were are left and said."""
        if not self.has_settle_permission(request):
            raise PermissionDenied
        marked = sum(self._marked(request, remedy) for remedy in queryset.select_related("complaint__assignment"))
        said = ngettext("%(count)d remedy is done.", "%(count)d remedies are done.", marked)
        messages.success(request, said % {"count": marked})

    def _marked(self, request: HttpRequest, remedy: Remedy, key: Any = None) -> bool:
        try:
            remedies.done(remedy, by=request.actor, key=key)  # type: ignore[attr-defined]
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, f"{remedy.get_kind_display()}: {error}")
            return False
        return True
