"""Appeals: the queue, and one appeal beside everything that its breach rests on, with the form that decides it."""

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
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from complaints import deadlines
from complaints.forms.decisions import DecisionForm
from complaints.models import Appeal
from complaints.services import appeals
from orders.admin.breach_pages import SEVERITY_LABELS, STATE_LABELS
from orders.admin.chronicle import chronicle
from orders.admin.found_by_code import FoundByOrderCode
from orders.models import Breach
from orders.models.breaches import Severity
from orders.services import timeline
from orders.services.breaches import STANDING
from orders.wording import breach_sentence, decision_line, rule_words, ruling_words
from partners.actors import actor_of
from partners.charter_words import clause_words
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin
from rada.web.wording import time_left

OUTCOME_LABELS = {
    Appeal.Outcome.OPEN: "primary", Appeal.Outcome.GRANTED: "success", Appeal.Outcome.REJECTED: "warning"
}  # fmt: skip


@admin.register(Appeal)
class AppealAdmin(FoundByOrderCode, ReadOnlyAdmin):
    """What waits comes first, the oldest first; what is decided below, the newest first."""

    list_display = ("filed", "time_left", "order_code", "partner", "rule_title", "breach_state", "outcome_label")
    list_display_links = ("filed", "rule_title")
    list_filter = (("outcome", ChoicesDropdownFilter), ("partner", AutocompleteSelectFilter))
    ordering = (F("decided_at").desc(nulls_first=True), "filed_at", "pk")
    search_fields = ("breach__assignment__order__code",)
    sortable_by = ()
    empty_words = _("No partner has appealed. An appeal comes here with the time that is left to decide it.")
    change_form_template = "admin/complaints/appeal/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With what a row and a page name."""
        return super().get_queryset(request).select_related(
            "partner", "filed_by__user", "decided_by", "breach__partner",
            "breach__assignment__order__service", "breach__assignment__policy", "breach__assignment__terms",
        )  # fmt: skip

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Each row knows when it is due; the closures are read once for all."""
        changes = super().get_changelist_instance(request)
        rows = deadlines.with_due(list(changes.result_list))
        for appeal, due in rows:
            appeal.due_at = due  # type: ignore[attr-defined]
        changes.result_list = [appeal for appeal, _due in rows]  # type: ignore[assignment]
        return changes

    @display(description=_("filed"))
    def filed(self, appeal: Appeal) -> Any:
        """When, in Vietnam."""
        return appeal.filed_at

    @display(description=_("time left"))
    def time_left(self, appeal: Appeal) -> str:
        """Until when it is to be decided, and how long that is on the wall's clock."""
        return "" if appeal.outcome != Appeal.Outcome.OPEN else _left(appeal.due_at)  # type: ignore[attr-defined]

    @display(description=_("order"))
    def order_code(self, appeal: Appeal) -> str:
        """The order's code."""
        return appeal.breach.assignment.order.code

    @display(description=_("breach"))
    def rule_title(self, appeal: Appeal) -> str:
        """The clause, and the rule's title."""
        return f"{appeal.breach.clause} · {rule_words(appeal.breach.rule).title}"

    @display(description=_("state"), label=STATE_LABELS)
    def breach_state(self, appeal: Appeal) -> tuple[str, str]:
        """Where the breach stands now."""
        return appeal.breach.state, appeal.breach.get_state_display()

    @display(description=_("outcome"), label=OUTCOME_LABELS)
    def outcome_label(self, appeal: Appeal) -> tuple[str, str]:
        """By word and colour."""
        return appeal.outcome, appeal.get_outcome_display()

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Deciding."""
        return (("<int:pk>/decide/", "complaints_appeal_decide", self.decide),)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Everything that the appeal is decided by, beside Django's own context."""
        context.update(_page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def decide(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Grant or reject, with the reason and what the partner is told; refused, the form stays as it was filled."""
        appeal = self.get_object(request, str(pk))
        if appeal is None:
            raise Http404
        if not self.has_view_permission(request, appeal):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = DecisionForm(request.POST, breach=appeal.breach)
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            return self._decided(request, pk)
        if appeal.outcome != Appeal.Outcome.OPEN:
            messages.error(request, str(appeals.DecidedBefore()))
            return self._answer(request, appeal, form, status=409)
        if not form.is_valid():
            appeals.permissions.require(appeals.permissions.can_decide_appeal(actor_of(request.user)))
            return self._answer(request, appeal, form, status=422)
        given = form.cleaned_data
        try:
            appeals.decide(
                appeal, by=actor_of(request.user), outcome=given["outcome"], reason=given["reason"], note=given["note"],
                key=key,
            )  # fmt: skip
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._answer(request, self.get_object(request, str(pk)), form, status=409)
        return self._decided(request, pk)

    def _decided(self, request: HttpRequest, pk: int) -> HttpResponse:
        messages.success(request, _now("The decision is recorded, and the partner is told."))
        return redirect("admin:complaints_appeal_change", pk)

    def _answer(self, request: HttpRequest, appeal: Any, form: DecisionForm, *, status: int) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **_page(request, appeal, form),
            "opts": self.opts,
            "original": appeal,
            "title": str(rule_words(appeal.breach.rule).title),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)


def _page(request: HttpRequest, appeal: Appeal, form: DecisionForm | None = None) -> dict[str, Any]:
    breach = appeal.breach
    told = chronicle(breach.assignment, evidence=breach.evidence)
    decisions = breach.decisions.select_related("decided_by", "event", "closure")
    is_open = appeal.outcome == Appeal.Outcome.OPEN
    why_not = appeals.why_not(appeal, by=actor_of(request.user)) if is_open else ""
    ((_appeal, due),) = deadlines.with_due([appeal])
    return {
        "appeal": appeal,
        "breach": breach,
        "words": rule_words(breach.rule),
        "clause": clause_words(breach.clause),
        "sentence": breach_sentence(breach, [row.event for row in told["rows"]]),
        "chronicle": told,
        "decisions": [decision_line(decision) for decision in decisions],
        "severity_variant": SEVERITY_LABELS[Severity(breach.severity)],
        "state_variant": STATE_LABELS[Breach.State(breach.state)],
        "outcome_variant": OUTCOME_LABELS[Appeal.Outcome(appeal.outcome)],
        "photos": list(appeal.photos.all()),
        "due_words": _left(due) if is_open else "",
        "reason": ruling_words(appeal.reason) if appeal.reason else "",
        "why_not": why_not,
        "is_moot": is_open and breach.state not in STANDING,
        "form": (form or DecisionForm(breach=breach)) if is_open and not why_not else None,
        "typed": form.data.get("note", "") if form is not None else "",
    }


def _left(due: Any) -> str:
    return time_left(due, clock.now())
