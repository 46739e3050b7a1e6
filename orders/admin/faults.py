"""Faults of the platform: recorded by people or noticed by the system, each with the closures that it proposes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from orders import permissions
from orders.admin.closures import effect_shown
from orders.admin.keyed import KeyedAdmin
from orders.forms.closures import areas_shown
from orders.forms.faults import CONFIRM, FaultForm, PreviewForm, SettleForm
from orders.models import PlatformFault
from orders.services import faults, timeline
from orders.services.trials import effects
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.day_range import DayRangeFilter

State = PlatformFault.State
STATE_LABELS = {State.PROPOSED: "warning", State.CONFIRMED: "success", State.DECLINED: "info"}


@admin.register(PlatformFault)
class PlatformFaultAdmin(KeyedAdmin):
    """What of Rada's own did not work, and whether that was excused."""

    form = FaultForm
    list_display = ("starts_at", "ends_at", "touched", "state_label", "recorded_by", "note")
    list_filter = (("state", ChoicesDropdownFilter), ("starts_at", DayRangeFilter))
    list_select_related = ("recorded_by",)
    ordering = ("-starts_at", "-id")
    sortable_by = ()
    change_form_template = "admin/orders/platformfault/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a fault is decided about, never changed."""
        return False

    @display(description=_("state"), label=STATE_LABELS)
    def state_label(self, fault: PlatformFault) -> tuple[str, str]:
        """By word and colour."""
        return fault.state, fault.get_state_display()

    def create(self, request: HttpRequest, obj: PlatformFault, form: Any) -> PlatformFault:
        """Recorded through the service, in the name of who records it."""
        obj.pk = faults.record(
            starts_at=obj.starts_at, ends_at=obj.ends_at, touched=obj.touched, wards=obj.wards, note=obj.note,
            by=actor_of(request.user),
        )  # fmt: skip
        return obj

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """Straight to what it proposes."""
        return redirect("admin:orders_platformfault_change", obj.pk)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """What confirming would excuse, and deciding."""
        return (
            ("<int:pk>/preview/", "orders_platformfault_preview", self.preview),
            ("<int:pk>/settle/", "orders_platformfault_settle", self.settle),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The fault with what it proposes, beside Django's own context."""
        if context.get("original") is not None:
            context |= _page(request, context["original"])
        return super().render_change_form(request, context, *args, **kwargs)

    def preview(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """What declaring the form's times exempt would excuse; nothing is saved."""
        fault = self._fault(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = PreviewForm(request.POST, fault=fault)
        if not form.is_valid():
            return TemplateResponse(request, "admin/orders/closure/_effect.html", {"refused": form})
        return TemplateResponse(request, "admin/orders/closure/_effect.html", _effect(fault, form.cleaned_data))

    def settle(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Declare it exempt, or excuse nothing; refused, the form stays as it was filled."""
        fault = self._fault(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        if not permissions.can_declare_closures(actor_of(request.user)):
            raise PermissionDenied
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            return self._settled(request, pk)
        form = SettleForm(request.POST, fault=fault)
        if not form.is_valid():
            return self._shown(request, fault, form, status=422 if fault.is_open else 409)
        try:
            _settle(fault, form.cleaned_data, {"by": actor_of(request.user), "key": key})
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._shown(request, self._fault(request, pk), form, status=409)
        return self._settled(request, pk)

    def _settled(self, request: HttpRequest, pk: int) -> HttpResponse:
        messages.success(request, _now("The decision is recorded."))
        return redirect("admin:orders_platformfault_change", pk)

    def _fault(self, request: HttpRequest, pk: int) -> PlatformFault:
        fault: PlatformFault | None = self.get_object(request, str(pk))
        if fault is None:
            raise Http404
        if not self.has_view_permission(request, fault):
            raise PermissionDenied
        return fault

    def _shown(self, request: HttpRequest, fault: PlatformFault, form: SettleForm, *, status: int) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **_page(request, fault, form),
            "opts": self.opts,
            "original": fault,
            "title": str(fault),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)


def _settle(fault: PlatformFault, given: dict[str, Any], by: dict[str, Any]) -> None:
    if given["decision"] == CONFIRM:
        faults.confirm(fault, starts_at=given["starts_at"], ends_at=given["ends_at"], note=given["note"], **by)
    else:
        faults.decline(fault, note=given["note"], **by)


def _page(request: HttpRequest, fault: PlatformFault, form: SettleForm | None = None) -> dict[str, Any]:
    may = fault.is_open and permissions.can_declare_closures(actor_of(request.user))
    proposed = {"starts_at": fault.starts_at, "ends_at": fault.ends_at, "note": fault.note}
    return {
        "fault": fault,
        "state_variant": STATE_LABELS[State(fault.state)],
        "areas": areas_shown(fault.wards, ""),
        "closures": fault.closures.select_related("order"),
        "form": (form or SettleForm(fault=fault)) if may else None,
        "typed": form.data.get("note", "") if form is not None and not may else "",
        **(_effect(fault, proposed) if fault.is_open else {}),
    }


def _effect(fault: PlatformFault, times: dict[str, Any]) -> dict[str, Any]:
    """What declaring these times exempt would excuse, and how many orders are meant by name."""
    proposed = faults.proposed(fault, starts_at=times["starts_at"], ends_at=times["ends_at"])
    orders = [closure.order_id for closure in proposed if closure.order_id]
    return {**effect_shown(effects.of_declaring(proposed, now=clock.now())), "orders_meant": len(orders)}
