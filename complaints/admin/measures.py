"""Measures: what the system proposes first, and one measure with all it rests on and the forms that decide it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Case, IntegerField, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter, ChoicesDropdownFilter
from unfold.decorators import display

from complaints import permissions, selectors
from complaints.forms.measures import ActForm
from complaints.models import Measure
from complaints.services import measures
from complaints.wording import measures as words
from orders.services import timeline
from orders.wording import rule_words
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin
from rada.web.wording import instant

State, Step = Measure.State, Measure.Step
STATE_LABELS = {
    State.PROPOSED: "primary", State.SECONDING: "warning", State.TAKEN: "danger",
    State.DECLINED: "info", State.WITHDRAWN: "info", State.ENDED: "success",
}  # fmt: skip


class Act(NamedTuple):
    """What may be done with a measure: the word of its button, and the service that does it."""

    word: Any
    icon: str
    service: Callable[..., Any]


ACTS: dict[str, Act] = {
    "take": Act(_("Take this measure"), "check", measures.take),
    "second": Act(_("Confirm as the second person"), "check", measures.second),
    "complete": Act(_("It is done"), "check", measures.complete),
    "decline": Act(_("Decline"), "close", measures.decline),
    "end": Act(_("End it now"), "close", measures.end),
}


@admin.register(Measure)
class MeasureAdmin(ReadOnlyAdmin):
    """What waits for a person stands first, then what runs, then what is over."""

    list_display = ("proposed", "partner", "step_label", "metric", "points", "state_label", "taken_by", "seconded_by")
    list_display_links = ("proposed", "step_label")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("step", ChoicesDropdownFilter),
        ("partner", AutocompleteSelectFilter),
    )
    list_select_related = ("partner", "taken_by", "seconded_by")
    sortable_by = ()
    empty_words = _("No measure was proposed. One is, when a partner's points climb to a step of the ladder.")
    change_form_template = "admin/complaints/measure/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """In the order in which people work."""
        waits = Case(
            When(state__in=[State.PROPOSED, State.SECONDING], then=0),
            When(state=State.TAKEN, then=1),
            default=2,
            output_field=IntegerField(),
        )
        found = super().get_queryset(request).select_related("partner", "taken_by", "seconded_by")
        return found.annotate(waits=waits).order_by("waits", "-proposed_at", "-pk")

    @display(description=_("proposed"))
    def proposed(self, measure: Measure) -> str:
        """When, in Vietnam."""
        return instant(measure.proposed_at, clock.now())

    @display(description=_("measure"))
    def step_label(self, measure: Measure) -> str:
        """The step of the ladder."""
        return measure.get_step_display()

    @display(description=_("state"), label=STATE_LABELS)
    def state_label(self, measure: Measure) -> tuple[str, str]:
        """By word and colour."""
        return measure.state, measure.get_state_display()

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Deciding."""
        return (("<int:pk>/act/<slug:act>/", "complaints_measure_act", self.act),)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Everything that the measure is decided by, beside Django's own context."""
        context.update(_page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def act(self, request: HttpRequest, pk: int, act: str, model_admin: Any = None) -> HttpResponse:
        """Take, second, decline, complete or end; refused, the form stays as it was filled."""
        measure = self.get_object(request, str(pk))
        if measure is None or act not in ACTS:
            raise Http404
        if not self.has_view_permission(request, measure):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        permissions.require(permissions.can_take_measure(actor_of(request.user)))
        form = ActForm(request.POST, act=act)
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            return redirect("admin:complaints_measure_change", pk)
        if not form.is_valid():
            return self._answer(request, measure, form, status=422)
        try:
            ACTS[act].service(measure, by=actor_of(request.user), key=key, **form.cleaned_data)
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._answer(request, self.get_object(request, str(pk)), form, status=409)
        messages.success(request, _now("The decision is recorded."))
        return redirect("admin:complaints_measure_change", pk)

    def _answer(self, request: HttpRequest, measure: Any, form: ActForm, *, status: int) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **_page(request, measure, form),
            "opts": self.opts,
            "original": measure,
            "title": measure.get_step_display(),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)


def possible(measure: Measure, user: Any) -> list[str]:
    """The acts that this person may do with the measure as it stands."""
    if not permissions.can_take_measure(actor_of(user)):
        return []
    if measure.state == State.PROPOSED:
        return ["take", "decline"]
    if measure.state == State.SECONDING:
        return ["decline"] if measure.taken_by == user else ["second", "decline"]
    if measure.state == State.TAKEN:
        return ["complete", "end"] if measure.step in measures.TO_BE_DONE else ["end"]
    return []


def _page(request: HttpRequest, measure: Measure, form: ActForm | None = None) -> dict[str, Any]:
    now = clock.now()
    stored = selectors.breaches_behind(measure)
    acts = possible(measure, request.user)
    return {
        "measure": measure,
        "words": words.STEP_WORDS[measure.step],
        "why": words.why(measure),
        "state_variant": STATE_LABELS[State(measure.state)],
        "breaches": [
            {"breach": stored[row["breach"]], "title": rule_words(row["rule"]).title, "points": row["points"]}
            for row in measure.breaches
            if row["breach"] in stored
        ],
        "decisions": [words.decision_line(each) for each in measure.decisions.select_related("decided_by")],
        "acts": [(name, ACTS[name], form if form and form.act == name else ActForm(act=name)) for name in acts],
        "pause_until": measures.pause_until(now) if measure.step == Step.PAUSE and measure.is_open else None,
        "waits_for_another": measure.state == State.SECONDING and measure.taken_by == request.user,
        "typed": form.data.get("note", "") if form is not None and form.act not in acts else "",
    }
