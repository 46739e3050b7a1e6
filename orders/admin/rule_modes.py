"""The rules: in which mode each is, what it found of late, and the form that switches it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from orders import permissions, rule_modes
from orders.commitments.registry import REVIEW, RULES, Rule
from orders.forms.rule_modes import RuleModeForm
from orders.models import RuleMode
from orders.models.breaches import Severity
from orders.services import rules, timeline
from orders.wording import rule_words
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin

LATELY = timedelta(days=30)
MODE_LABELS = {RuleMode.Mode.LIVE: "success", RuleMode.Mode.SHADOW: "info", RuleMode.Mode.OFF: "danger"}


class Row(NamedTuple):
    """One rule of the list."""

    rule: Rule
    title: Any
    severity: Any
    needs_a_person: bool
    mode: RuleMode.Mode
    variant: str
    found: int
    tried: int


@admin.register(RuleMode)
class RuleModeAdmin(ReadOnlyAdmin):
    """Every rule of the judge; a change is a new row."""

    list_template = "admin/orders/rulemode/rules.html"
    rule_template = "admin/orders/rulemode/rule.html"

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """One rule, with its history and the form."""
        return (("rules/<str:rule>/", "orders_rulemode_rule", self.rule),)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Every rule, those that do not count first."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = sorted(_rows(clock.now()), key=lambda row: (row.mode == RuleMode.Mode.LIVE, row.rule.code))
        return self._page(request, self.list_template, {"rows": rows, "title": _("Rules"), "days": LATELY.days})

    def rule(self, request: HttpRequest, rule: str, model_admin: Any = None) -> HttpResponse:
        """One rule; a POST switches it. Refused, the form stays as it was filled."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if rule not in RULES:
            raise Http404
        if request.method != "POST":
            return self._rule(request, rule, RuleModeForm(auto_id="mode_%s"))
        key, by = request.idempotency_key, actor_of(request.user)  # type: ignore[attr-defined]
        if is_answered(key):
            return redirect("admin:orders_rulemode_rule", rule)
        if not permissions.can_switch_rules(by):
            raise PermissionDenied
        form = RuleModeForm(request.POST, auto_id="mode_%s")
        if not form.is_valid():
            return self._rule(request, rule, form, status=422)
        try:
            rules.switch(rule, **form.cleaned_data, by=by, key=key)
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._rule(request, rule, form, status=409)
        messages.success(request, _("The rule is switched from now on."))
        return redirect("admin:orders_rulemode_rule", rule)

    def _rule(self, request: HttpRequest, rule: str, form: RuleModeForm, *, status: int = 200) -> HttpResponse:
        (row,) = (each for each in _rows(clock.now()) if each.rule.code == rule)
        context = {
            "row": row,
            "words": rule_words(rule),
            "days": LATELY.days,
            "history": rule_modes.history_of(rule),
            "form": form if permissions.can_switch_rules(actor_of(request.user)) else None,
            "title": row.title,
        }
        return self._page(request, self.rule_template, context, status=status)

    def _page(self, request: HttpRequest, template: str, shown: dict[str, Any], *, status: int = 200) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **shown}
        return TemplateResponse(request, template, context, status=status)


def _rows(now: datetime) -> list[Row]:
    """Every rule with its mode now, and how many breaches were found of late, live and tried."""
    modes, (found, tried) = rule_modes.read(), rule_modes.found_between(now - LATELY, now)
    return [
        Row(
            rule, rule_words(code).title, Severity(rule.severity).label, rule.certainty == REVIEW,
            mode := modes.at(code, now), MODE_LABELS[mode], found[code], tried[code],
        )
        for code, rule in RULES.items()
    ]  # fmt: skip
