"""Breaches: the list, and one breach with everything it rests on. Nothing here writes."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from orders.admin.chronicle import chronicle
from orders.admin.filters import ClauseFilter, RuleFilter
from orders.admin.found_by_code import FoundByOrderCode
from orders.commitments.reading import CaseError
from orders.models import Breach
from orders.models.breaches import Severity
from orders.services import rulings
from orders.services.breaches import STANDING
from orders.services.second_look import SecondLook, look_again
from orders.wording import breach_sentence, decision_line, rule_words, ruling_words
from partners.actors import actor_of
from partners.charter_words import clause_words
from rada.web import clock
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin

SEVERITY_LABELS = {Severity.MAJOR: "danger", Severity.MINOR: "warning", Severity.NOTICE: "info"}
STATE_LABELS = {
    **dict.fromkeys(Breach.State, "success"),  # everything that takes a breach back
    Breach.State.TO_CHECK: "primary",
    Breach.State.COUNTED: "",
}


@admin.register(Breach)
class BreachAdmin(FoundByOrderCode, ReadOnlyAdmin):
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
    change_form_template = "admin/orders/breach/change_form.html"

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

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """Judging again, and deciding."""
        return (
            ("<int:pk>/judge-again/", "orders_breach_judge_again", self.judge_again),
            ("<int:pk>/decide/", "orders_breach_decide", self.decide),
        )

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what the page of one breach names."""
        return super().get_queryset(request).select_related("partner", "assignment__order")

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Everything that the breach rests on, beside Django's own context."""
        context.update(self._page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def judge_again(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """The same page with what the judge says now. Only a POST asks; nothing is written."""
        breach = self._asked_of(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        context = {
            **self.admin_site.each_context(request),
            **self._page(request, breach),
            **_told(breach),
            "opts": self.opts,
            "original": breach,
            "title": str(rule_words(breach.rule).title),
        }
        return TemplateResponse(request, self.change_form_template, context)

    def decide(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Confirm or waive, with the reason's code; whoever may not is refused by the service."""
        breach = self._asked_of(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        word, _colon, reason = request.POST.get("decision", "").partition(":")
        acts = {"confirm": rulings.confirm, "waive": rulings.waive}
        try:
            acts[word](breach, by=actor_of(request.user), reason=reason, note=request.POST.get("note", ""))
        except (KeyError, ValueError):
            messages.error(request, _now("Choose a decision and its reason."))
        except rulings.AlreadyDecided as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _now("The decision is recorded."))
        return redirect("admin:orders_breach_change", pk)

    def _asked_of(self, request: HttpRequest, pk: int) -> Breach:
        breach = self.get_object(request, str(pk))
        if breach is None:
            raise Http404
        if not self.has_view_permission(request, breach):
            raise PermissionDenied
        return breach

    def _page(self, request: HttpRequest, breach: Breach) -> dict[str, Any]:
        assignment = breach.assignment
        timeline = chronicle(assignment, evidence=breach.evidence)
        decisions = breach.decisions.select_related("decided_by", "event", "closure")
        return {
            "breach": breach,
            "words": rule_words(breach.rule),
            "clause": clause_words(breach.clause),
            "sentence": breach_sentence(breach, [row.event for row in timeline["rows"]]),
            "chronicle": timeline,
            "decisions": [decision_line(decision) for decision in decisions],
            "severity_variant": SEVERITY_LABELS[Severity(breach.severity)],
            "state_variant": STATE_LABELS[Breach.State(breach.state)],
            "choices": _choices(breach) if request.user.has_perm("orders.add_breachdecision") else [],
            "longest_note": rulings.LONGEST_NOTE,
            "judge_again_url": reverse("admin:orders_breach_judge_again", args=[breach.pk]),
        }


def _choices(breach: Breach) -> list[tuple[str, Any]]:
    """What may be decided now: each with its reason."""
    confirming = rulings.CONFIRM_REASONS if breach.state == Breach.State.TO_CHECK else ()
    waiving = rulings.WAIVE_REASONS if breach.state in STANDING else ()
    return [
        *((f"confirm:{code}", _now("Confirm: %(why)s") % {"why": ruling_words(code)}) for code in confirming),
        *((f"waive:{code}", _now("Waive: %(why)s") % {"why": ruling_words(code)}) for code in waiving),
    ]


def _told(breach: Breach) -> dict[str, Any]:
    """The second look in words."""
    try:
        look = look_again(breach, now=clock.now())
    except CaseError as error:
        return {"look_words": _now("The stored facts cannot be read: %(why)s") % {"why": error}, "look_is_same": False}
    return {"look_words": _look_words(look), "look_is_same": look.is_same, "look": look}


def _look_words(look: SecondLook) -> str:
    if look.is_same:
        return _now("Judged again from the stored facts: the same result.")
    if look.differing == ("standing",):
        if look.finding is None:
            return _now("Judged again: the commitment does not count as broken any more. The sweep will retract it.")
        return _now("Judged again: the commitment counts as broken again. The sweep will say so.")
    names = {"occurred_at": _now("instant"), "severity": _now("severity"), "facts": _now("numbers")}
    differing = ", ".join(names[name] for name in look.differing)
    return _now("Judged again, another result (%(what)s): %(sentence)s") % {
        "what": differing,
        "sentence": breach_sentence(look.finding) if look.finding else "",
    }
