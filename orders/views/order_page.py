"""One order as its partner sees it: what to do now, what it would cost, who, where, the chat and what happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import SimpleLazyObject

from orders import acts, countdowns, papers, permissions, pricing, selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.reading import CaseError
from orders.forms import answers
from orders.forms.appointments import ScheduleForm, proposed_appointment
from orders.forms.checklist import ChecklistForm
from orders.forms.fields import ActForm
from orders.forms.messages import ReplyForm
from orders.forms.technician import TechnicianForm
from orders.models import Assignment, Event, EventKind
from orders.services.bookings import mark_of
from orders.services.cases import holds_for
from orders.services.forecast import Cost, Forecast
from orders.views import chronicle
from orders.views.sections import SECTIONS, talk, visit, work
from orders.wording.costs import cost_sentence, points_words
from partners.selectors import service_names
from rada.lib import log_lines
from rada.web import clock

FORMS: dict[str, type[ActForm]] = {
    acts.DECLINE.name: answers.DeclineForm,
    acts.SCHEDULE.name: ScheduleForm,
    acts.REPLY.name: ReplyForm,
    acts.DO_CHECKLIST.name: ChecklistForm,
    acts.REPORT_DISAGREEMENT.name: answers.DisagreementForm,
    acts.ANSWER_COMPLAINT.name: answers.ComplaintForm,
    acts.CANCEL.name: answers.CancelForm,
}


@dataclass
class Tried:
    """What somebody asked for and did not get: the act, the form as they sent it, why not, the answer's status."""

    act: acts.Act
    form: ActForm | None = None
    refusal: str = ""
    status: int = 200


@dataclass
class OrderPage:
    """Everything a page about one assignment shows, read once."""

    request: HttpRequest
    assignment: Assignment
    tried: Tried | None = None
    technician_form: TechnicianForm | None = None
    technician_refusal: str = ""
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        log_lines.note(order=self.assignment.order.code)
        self.events = selectors.timeline_of(self.assignment)
        self.choices = acts.choices(self.assignment, self.request.actor)  # type: ignore[attr-defined]
        first = self.events[0].at if self.events else self.now
        self.closures = [
            each for each in selectors.closures_between(first, self.now + A_YEAR) if holds_for(each, self.assignment)
        ]
        self.forecast = Forecast(self.assignment, self.events, self.closures, now=self.now)

    def costs(self, name: str) -> list[Cost]:
        """What the act would be recorded as, done now; nothing where it cannot be done."""
        choice = self.choices[name]
        if name not in COSTLY or not choice.possible:
            return []
        try:
            return self.forecast.costs(choice.act.kind, **_likely_fields(name, self.now))
        except CaseError:  # reported facts that the judge cannot read wait for Rada's people; the page still opens
            return []

    def form(self, name: str, data: Any = None, files: Any = None) -> ActForm:
        """The act's form, bound to `data` where something was sent."""
        extra: dict[str, Any] = {}
        initial: dict[str, Any] = {"cost_shown": " ".join(cost.mark for cost in self.costs(name))}
        if name == acts.SCHEDULE.name:
            extra["now"] = self.now
            initial |= proposed_appointment(self.assignment, self.now)
            initial["overlap_shown"] = " ".join(map(mark_of, self.proposed_clashes))
        if name == acts.DECLINE.name:
            extra["excused"] = tuple(self.numbers["excused_decline_reasons"]) if self.costs(name) else ()
        if name == acts.DO_CHECKLIST.name:
            extra |= {"published": work.checklist_of(self), "done": papers.ticked(self.past)}
        if name == acts.REPLY.name:
            extra |= talk.reply_owner(self)
        form = FORMS.get(name, ActForm)(data, files, initial=initial, auto_id=f"{name}_%s", **extra)
        if name == acts.REPLY.name and data is None:
            talk.fill(self, form)
        return form

    @cached_property
    def proposed_clashes(self) -> list[Assignment]:
        """The technician's other appointments in the hours that the appointment's form starts with."""
        return visit.proposed_overlap(self)

    @cached_property
    def past(self) -> list[Event]:
        """The events that have happened; a report may tell of what lies ahead."""
        return [event for event in self.events if event.at <= self.now]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the published prices are called, by code; asked for only where a paper needs it."""
        content = self.assignment.terms.content
        return SimpleLazyObject(lambda: {each.code: each.name for each in pricing.price_list(content, service_names())})  # type: ignore[return-value]

    @cached_property
    def approved(self) -> papers.Paper | None:
        """The quote that the customer approved last."""
        return papers.approved_quote(self.past, self.names)

    @property
    def numbers(self) -> dict[str, Any]:
        """The pinned policy's numbers, defaults included."""
        return {**POLICY_DEFAULTS, **self.assignment.policy.numbers}

    def answer(self, status: int = 200) -> HttpResponse:
        """The page; what was typed and refused stands in it."""
        status = self.tried.status if self.tried else status
        return render(self.request, "orders/order.html", self.content(), status=status)

    def content(self) -> dict[str, Any]:
        """What the template shows."""
        running = self.countdowns()
        return {
            "assignment": self.assignment,
            "order": self.assignment.order,
            "now": self.now,
            "state": chronicle.state_of(self.assignment),
            "shows_customer": permissions.shows_customer(self.assignment, self.now),
            "shown_days": permissions.CUSTOMER_SHOWN_DAYS,
            "countdowns": running,
            "is_waiting": any(each.rule == "C1.reply_late" for each in running),
            "steps": {name: self.step(name) for name, choice in self.choices.items() if choice.possible},
            "unavailable": acts.worth_explaining(self.choices),
            "timeline": [chronicle.line_of(event) for event in self.events],
            "complaints": self.complaints(),
            "breaches": list(selectors.breaches_visible_to(self.request.actor).filter(assignment=self.assignment)),  # type: ignore[attr-defined]
            "tried": self.tried,
            "minor_points": points_words(self.assignment.policy.points_for("minor")),
            **{name: section(self) for name, section in SECTIONS.items()},
        }

    def step(self, name: str) -> dict[str, Any]:
        """One possible act: its form, its cost in words, and whether its sheet stands open."""
        tried = self.tried if self.tried is not None and self.tried.act.name == name else None
        costs = self.costs(name)
        return {
            "act": self.choices[name].act,
            "form": tried.form if tried is not None and tried.form is not None else self.form(name),
            "cost": " ".join(filter(None, (cost_sentence(costs, self.numbers), visit.overlap_sentence(self, name)))),
            "marks": " ".join(cost.mark for cost in costs),
            "is_costly": bool(costs),
            "is_open": tried is not None,
            "has_milder_way": name == acts.CANCEL.name and any(cost.severity == "major" for cost in costs),
            "first": acts.DO_CHECKLIST if any(cost.rule == "B5.checklist_skipped" for cost in costs) else None,
        }

    def countdowns(self) -> list[countdowns.Countdown]:
        """The order's running clocks, the nearest first; of several that one act meets only the nearest."""
        clocks = list(selectors.clocks_running(self.request.actor).filter(assignment=self.assignment))  # type: ignore[attr-defined]
        texts = selectors.words_behind(clocks)
        shown = [
            countdowns.countdown(each, self.closures, self.now, texts.get((each.assignment_id, each.subject), ""))
            for each in clocks
        ]
        return countdowns.nearest_of_each_act(shown)

    def complaints(self) -> list[dict[str, Any]]:
        """Complaints that are not closed, each with its own answer form."""
        closed = {e.payload["complaint"] for e in self.events if e.kind == EventKind.COMPLAINT_CLOSED}
        opened = [e for e in self.events if e.kind == EventKind.COMPLAINT_OPENED]
        if not self.choices[acts.ANSWER_COMPLAINT.name].possible:
            return []
        return [self._complaint(event) for event in opened if event.payload["complaint"] not in closed]

    def _complaint(self, event: Event) -> dict[str, Any]:
        name, reference = acts.ANSWER_COMPLAINT.name, event.payload["complaint"]
        tried = self.tried
        if tried is not None and tried.form is not None and tried.form.data.get("complaint") == reference:
            form = tried.form
        else:
            form = self.form(name)
            form.initial["complaint"] = reference
        return {"event": event, "line": chronicle.line_of(event), "form": form, "reference": reference}


A_YEAR = timedelta(days=366)
COSTLY = frozenset({acts.DECLINE.name, acts.REPLY.name, acts.SCHEDULE.name, acts.COMPLETE.name, acts.CANCEL.name})


def _likely_fields(name: str, now: datetime) -> dict[str, Any]:
    """What the judge needs to know of an act that is not filled in yet: the dearest that it may turn out to be."""
    fields: dict[str, dict[str, Any]] = {
        acts.DECLINE.name: {"reason": "busy"},
        acts.SCHEDULE.name: {"arrive_from": now, "arrive_to": now},
        acts.CANCEL.name: {"reason": "other"},
    }
    return fields.get(name, {})
