"""Stamp rolls: issued to partners, printed, their stamps declared lost, void or found; single stamps are looked up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.widgets import UnfoldAdminIntegerFieldWidget

from orders import permissions, stamp_selectors, stamp_sheets
from orders.admin import stamp_printing
from orders.admin.keyed import KeyedAdmin
from orders.forms.stamps import StampsDeclaredForm
from orders.models import Stamp, StampRoll
from orders.services import stamp_decisions, stamps
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin

LARGEST_ROLL = 5000
DECISIONS_SHOWN = 50


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
    """Issue a roll, print it, declare what is gone of it; a roll that was issued stays as it is."""

    form = StampRollForm
    list_display = ("prefix", "partner", "size", "issued_at", "issued_by")
    list_filter = (("partner", AutocompleteSelectFilter),)
    list_select_related = ("partner", "issued_by")
    ordering = ("-issued_at", "-id")
    search_fields = ("=prefix",)
    sortable_by = ()
    autocomplete_fields = ("partner",)
    change_form_template = "admin/orders/stamproll/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def get_fields(self, request: HttpRequest, obj: StampRoll | None = None) -> Any:
        """Partner and size for a new one."""
        return ("partner", "size") if obj is None else ("prefix", "partner", "size", "issued_at", "issued_by")

    def create(self, request: HttpRequest, obj: StampRoll, form: Any) -> StampRoll:
        """Issue through the service, with its serials."""
        return stamps.issue_roll(obj.partner, size=obj.size, by=request.user, at=clock.now())  # type: ignore[arg-type]

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Printing, and declaring what is gone."""
        return (
            ("<int:pk>/sheets/<int:part>/", "orders_stamproll_sheets", self.sheets),
            ("<int:pk>/declare/", "orders_stamproll_declare", self.declare),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """What is left of the roll, its sheets and its decisions, beside Django's own context."""
        if context.get("original") is not None:
            context.update(self._page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def sheets(self, request: HttpRequest, pk: int, part: int, model_admin: Any = None) -> FileResponse:
        """One part of the roll as a PDF, for whoever may issue rolls."""
        roll = self._roll(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not 1 <= part <= stamp_sheets.parts_of(roll.size):
            raise Http404
        return stamp_printing.sheets(roll, part)

    def declare(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Declare stamps lost, void or found; refused, the form stays as it was filled."""
        roll, by = self._roll(request, pk), actor_of(request.user)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            return redirect("admin:orders_stamproll_change", pk)
        form, status = StampsDeclaredForm(request.POST), 422
        if form.is_valid():
            try:
                number = stamp_decisions.declare(**form.cleaned_data, by=by, key=key)
            except stamp_decisions.BadStretch as error:
                form.add_error(error.field, str(error))
            except KeyReused as error:
                messages.error(request, str(error))
                status = 409
            else:
                said = ngettext("%(count)d stamp declared.", "%(count)d stamps declared.", number or 0)
                messages.success(request, said % {"count": number})
                return redirect("admin:orders_stamproll_change", pk)
        elif not permissions.can_declare_stamps(by):
            raise PermissionDenied
        context = {**self.admin_site.each_context(request), **self._page(request, roll, form)}
        context |= {"opts": self.opts, "original": roll, "title": roll.prefix}
        return TemplateResponse(request, self.change_form_template, context, status=status)

    def _roll(self, request: HttpRequest, pk: int) -> StampRoll:
        roll = self.get_object(request, str(pk))
        if roll is None:
            raise Http404
        if not self.has_view_permission(request, roll):
            raise PermissionDenied
        return roll  # type: ignore[no-any-return]

    def _page(self, request: HttpRequest, roll: StampRoll, form: StampsDeclaredForm | None = None) -> dict[str, Any]:
        may_declare = permissions.can_declare_stamps(actor_of(request.user))
        return {
            "roll": roll,
            "counts": stamp_printing.counts_of(roll),
            "parts": stamp_printing.parts(roll) if self.has_add_permission(request) else [],
            "form": (form or StampsDeclaredForm(auto_id="declare_%s")) if may_declare else None,
            "decisions": stamp_selectors.decisions_of(self.get_queryset(request).filter(pk=roll.pk))[:DECISIONS_SHOWN],
        }


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
