"""Closures: declared, changed, never deleted. Every change queues what it touches for judging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from orders import policy_selectors
from orders.admin.keyed import KeyedAdmin
from orders.forms.closures import ClosureForm, area_name, areas_shown, gathered
from orders.models import Closure
from orders.services import closures
from orders.services.trials import effects
from orders.wording.closures import EXCUSED_WORDS, effect_words
from orders.wording.trials import rule_label
from rada.web import clock
from rada.web.day_range import DayRangeFilter

LONGEST_SEARCH = 80
DECISIONS_SHOWN = 50


@admin.register(Closure)
class ClosureAdmin(KeyedAdmin):
    """Exempt times: storms, floods, outages; with what each excuses."""

    form = ClosureForm
    list_display = ("starts_at", "ends_at", "reason", "where", "note", "created_by")
    list_filter = (("reason", ChoicesDropdownFilter), ("starts_at", DayRangeFilter))
    list_select_related = ("order", "created_by")
    ordering = ("-starts_at", "-id")
    sortable_by = ()
    autocomplete_fields = ("order",)
    add_form_template = "admin/orders/closure/form.html"
    change_form_template = "admin/orders/closure/form.html"

    @display(description=_("where"))
    def where(self, closure: Closure) -> Any:
        """The order, the wards, or everywhere."""
        if closure.order_id:
            return closure.order.code if closure.order else ""
        codes = gathered(closure.wards)
        return ", ".join(map(area_name, codes[:3])) + ("…" if len(codes) > 3 else "") if codes else _("everywhere")

    def create(self, request: HttpRequest, obj: Closure, form: Any) -> Closure:
        """Declared through the service, so that what it touches is judged again."""
        return closures.declare(
            starts_at=obj.starts_at,
            ends_at=obj.ends_at,
            reason=obj.reason,
            note=obj.note,
            wards=obj.wards,
            order=obj.order,
            by=request.user,  # type: ignore[arg-type]
        )

    def save_model(self, request: HttpRequest, obj: Closure, form: Any, change: bool) -> None:
        """A change goes through its service as well."""
        if change:
            closures.change(obj)
        else:
            super().save_model(request, obj, form, change)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """The search for areas, and what saving would do."""
        return (
            ("wards/", "orders_closure_wards", self.wards),
            ("preview/", "orders_closure_preview", self.preview),
            ("<int:pk>/preview/", "orders_closure_preview_change", self.preview),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """What a stored closure excuses and what was decided for it, beside Django's own context."""
        closure = context.get("original")
        if closure is not None:
            context |= effect_shown(effects.of_closure(closure, now=clock.now()))
            decisions = policy_selectors.decided_for(closure)[:DECISIONS_SHOWN]
            context["decisions"] = [(decision, rule_label(decision.breach.rule)) for decision in decisions]
        return super().render_change_form(request, context, *args, **kwargs)

    def wards(self, request: HttpRequest, model_admin: Any = None) -> HttpResponse:
        """The areas that are ticked and those a search finds, as the picker's inside."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH]
        codes = [code for code in request.GET.getlist("wards") if area_name(code) != code]
        shown = {"name": "wards", "areas": areas_shown(codes, query), "is_searched": bool(query)}
        return TemplateResponse(request, "admin/orders/closure/_areas.html", shown)

    def preview(self, request: HttpRequest, pk: int | None = None, model_admin: Any = None) -> HttpResponse:
        """What saving the form would excuse; nothing is saved."""
        closure = self.get_object(request, str(pk)) if pk is not None else None
        if pk is not None and closure is None:
            raise Http404
        if not (self.has_change_permission(request, closure) if closure else self.has_add_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = self.get_form(request, closure, change=closure is not None)(request.POST, instance=closure)
        if not form.is_valid():
            return TemplateResponse(request, "admin/orders/closure/_effect.html", {"refused": form}, status=200)
        shown = effect_shown(effects.of_saving(form.save(commit=False), now=clock.now()))
        return TemplateResponse(request, "admin/orders/closure/_effect.html", shown)


def effect_shown(effect: effects.Effect) -> dict[str, Any]:
    """What a closure excuses, for its page: in a sentence, by rule, by partner, and one by one."""
    shown = effect.excused[: effects.MOST_SHOWN]
    names = policy_selectors.partners_named(each.partner_id for each in effect.excused)
    assignments = policy_selectors.assignments_named(each.assignment_id for each in shown)
    return {
        "effect_said": effect_words(effect),
        "is_partial": effect.is_partial,
        "looked_at": effects.MOST_LOOKED_AT,
        "by_rule": [(rule_label(rule), EXCUSED_WORDS[kind], n) for (kind, rule), n in effect.by_rule().items()],
        "by_partner": [(names[pk], EXCUSED_WORDS[kind], n) for (kind, pk), n in effect.by_partner().items()],
        "excused": [
            (assignments[each.assignment_id], rule_label(each.rule), EXCUSED_WORDS[each.kind], each) for each in shown
        ],
        "left_out": len(effect.excused) - len(shown),
    }
