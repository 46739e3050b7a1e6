"""The queue of receipt photos: what waits, and one photo beside what it is compared with."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter
from unfold.decorators import display

from orders import permissions, stamp_selectors
from orders.admin.filters import OpenFilter
from orders.admin.found_by_code import FoundByOrderCode
from orders.forms.photo_checks import PhotoCheckForm
from orders.models import Photo, PhotoCheck
from orders.services import photo_checks
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin


class ReasonFilter(DropdownFilter):
    """Why a photo waits."""

    title = _("why it waits")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        """Every reason."""
        return list(PhotoCheck.Reason.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The photos with this reason among theirs."""
        known = self.value() in PhotoCheck.Reason.values
        return queryset.filter(reasons__contains=[self.value()]) if known else queryset


@admin.register(PhotoCheck)
class PhotoCheckAdmin(FoundByOrderCode, ReadOnlyAdmin):
    """What waits comes first, the oldest first; what was looked at below, the latest first."""

    list_display = ("created_at", "order_code", "partner", "why", "stamp_read", "stamp_issued", "seen")
    list_display_links = ("created_at", "order_code")
    list_filter = (OpenFilter, ReasonFilter, ("created_at", DayRangeFilter))
    ordering = (F("settled_at").desc(nulls_first=True), "created_at", "pk")
    search_fields = ("event__assignment__order__code",)
    sortable_by = ()
    change_form_template = "admin/orders/photocheck/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what a row and a page show."""
        return stamp_selectors.with_papers(super().get_queryset(request))

    @display(description=_("order"))
    def order_code(self, check: PhotoCheck) -> str:
        """The order's code."""
        return check.event.assignment.order.code

    @display(description=_("partner"))
    def partner(self, check: PhotoCheck) -> Any:
        """Whose assignment."""
        return check.event.assignment.partner

    @display(description=_("why it waits"))
    def why(self, check: PhotoCheck) -> str:
        """The reasons in words."""
        return str(check)

    @display(description=_("stamp on the photo"))
    def stamp_read(self, check: PhotoCheck) -> str:
        """What the code on the photo said."""
        return check.event.photo.stamp_read or "—"

    @display(description=_("stamp on the receipt"))
    def stamp_issued(self, check: PhotoCheck) -> str:
        """The serial on the last stamped receipt."""
        return stamp_on_receipt(check)

    @display(description=_("outcome"))
    def seen(self, check: PhotoCheck) -> str:
        """What a person saw, and who."""
        return f"{check.get_outcome_display()} · {check.settled_by}" if check.settled_at else _now("waits for a person")

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Saying what was seen."""
        return (("<int:pk>/settle/", "orders_photocheck_settle", self.settle),)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The photos and the papers, beside Django's own context."""
        context.update(_page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def settle(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Record what a person saw; refused, the form stays as it was filled."""
        check = self.get_object(request, str(pk))
        if check is None:
            raise Http404
        if not self.has_view_permission(request, check):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            return redirect("admin:orders_photocheck_change", pk)
        by, form, status = actor_of(request.user), PhotoCheckForm(request.POST, auto_id="check_%s"), 422
        if not permissions.can_check_photos(by):
            raise PermissionDenied
        if form.is_valid():
            try:
                photo_checks.settle(check, **form.cleaned_data, by=by, key=key)
            except photo_checks.BadReading as error:
                form.add_error(error.field, str(error))
            except (photo_checks.SettledBefore, KeyReused) as error:
                messages.error(request, str(error))
                check, status = self.get_object(request, str(pk)), 409
            else:
                messages.success(request, _now("What you saw is recorded."))
                return redirect("admin:orders_photocheck_changelist")
        context = {**self.admin_site.each_context(request), **_page(request, check, form)}
        context |= {"opts": self.opts, "original": check, "title": str(check.event.assignment.order)}
        return TemplateResponse(request, self.change_form_template, context, status=status)


def stamp_on_receipt(check: PhotoCheck) -> str:
    """The serial on the last stamped receipt; a dash where there is none."""
    stamped: Any = check.event.assignment.stamped  # type: ignore[attr-defined]
    return stamped[0].stamp if stamped else "—"


def _page(request: HttpRequest, check: Any, form: PhotoCheckForm | None = None) -> dict[str, Any]:
    may_settle = check.settled_at is None and permissions.can_check_photos(actor_of(request.user))
    other: Photo | None = check.other.photo if check.other is not None else None
    return {
        "check": check,
        "assignment": check.event.assignment,
        "photo": check.event.photo,
        "other": other,
        "reasons": str(check),
        "stamp_issued": stamp_on_receipt(check),
        "form": (form or PhotoCheckForm(auto_id="check_%s")) if may_settle else None,
        "typed": form.data.get("note", "") if form is not None and not may_settle else "",
    }
