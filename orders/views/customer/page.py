"""A customer's order: put together from the sections, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from orders import countdowns, customer_selectors, pricing, quote_versions, selectors, stamp_selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.countdowns import Countdown
from orders.forms.quote_answers import AnswerForm
from orders.models import Assignment, Event, Photo, Review, RunningClock
from orders.quote_versions import Version
from orders.services.cases import holds_for
from orders.views import chronicle
from orders.views.customer.sections import BESIDE, FORMS, SECTIONS
from partners import selectors as partner_selectors
from partners.actors import Actor
from rada.web import clock


@dataclass
class Tried:
    """What the customer asked for and did not get: which form, as they sent it, why not, the answer's status."""

    name: str
    form: Any = None
    refusal: str = ""
    status: int = 200


@dataclass
class CustomerPage:
    """Everything the page shows. `assignment` holds the order now; `job` is the one to talk and complain about: the
    same, else the last that was taken and cancelled; `former` are those before it.
    """

    request: HttpRequest
    tried: Tried | None = None
    answers: AnswerForm | None = None
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.order = self.request.order  # type: ignore[attr-defined]
        self.actor: Actor = self.request.actor  # type: ignore[attr-defined]
        self.assignment: Assignment | None = customer_selectors.engagement_of_customer(self.actor)
        ended = list(customer_selectors.ended_engagements_of_customer(self.actor))
        self.job = self.assignment or (ended.pop() if ended else None)
        self.former = ended
        engaged = [*ended, self.job] if self.job is not None else []
        self.told = selectors.timelines_of(engaged) if engaged else {}

    @property
    def events(self) -> list[Event]:
        """The timeline of the job, reports of what lies ahead included."""
        return self.told[self.job.pk] if self.job is not None else []

    @cached_property
    def past(self) -> list[Event]:
        """What has happened of it."""
        return [event for event in self.events if event.at <= self.now]

    @cached_property
    def names(self) -> Mapping[str, str]:
        """What the published prices are called, by code; asked for only where a paper needs it."""
        content = self.job.terms.content if self.job is not None else {}
        listed = partner_selectors.service_names
        return SimpleLazyObject(lambda: {each.code: each.name for each in pricing.price_list(content, listed())})  # type: ignore[return-value]

    @cached_property
    def numbers(self) -> dict[str, Any]:
        """The pinned policy's numbers, defaults included."""
        return {**POLICY_DEFAULTS, **(self.job.policy.numbers if self.job is not None else {})}

    @cached_property
    def clocks(self) -> list[RunningClock]:
        """The clocks that run for the job, the nearest first."""
        return list(customer_selectors.clocks_of(self.job)) if self.job is not None else []

    @cached_property
    def countdowns(self) -> dict[tuple[str, str], Countdown]:
        """Each running clock with its rests, by rule and subject."""
        if self.job is None or not self.clocks:
            return {}
        last = max(each.due_at for each in self.clocks)
        job = self.job
        closures = [each for each in selectors.closures_between(self.now, last) if holds_for(each, job)]
        return {(each.rule, each.subject): countdowns.countdown(each, closures, self.now) for each in self.clocks}

    @cached_property
    def review(self) -> Review | None:
        """The customer's review of the work."""
        return selectors.reviews_of(self.actor).filter(assignment=self.job).first() if self.job is not None else None

    @cached_property
    def receipt_photos(self) -> list[Photo]:
        """The photos of the receipt that the customer sent, the latest first."""
        if self.assignment is None:
            return []
        return list(stamp_selectors.photos_visible_to(self.actor).filter(assignment=self.assignment))

    @cached_property
    def versions(self) -> list[Version]:
        """Every version of the quotes of whoever holds the order."""
        if self.assignment is None or not quote_versions.seen(self.events):
            return []
        content, names = self.assignment.terms.content, partner_selectors.service_names()
        return quote_versions.versions(self.events, now=self.now, content=content, names=names)

    def form(self, name: str, data: Any = None, files: Any = None) -> Any:
        """The customer's form of this name: what was sent and refused, else a new one."""
        if data is None and self.tried is not None and self.tried.name == name and self.tried.form is not None:
            return self.tried.form
        return FORMS[name](self, data, files)

    def is_open(self, name: str) -> bool:
        """Whether this form's sheet stands open: somebody asked for it, or sent it."""
        return self.tried is not None and self.tried.name == name

    def refusal_in(self, name: str) -> str:
        """Why what this form asked for was not done; it is said in the form's own sheet."""
        return self.tried.refusal if self.tried is not None and self.tried.name == name else ""

    def done(self, said: str, where: str = "") -> HttpResponse:
        """Back to the order, with a word of thanks."""
        messages.success(self.request, said)
        address = reverse("orders:customer_order", args=[self.order.code])
        return redirect(f"{address}#{where}" if where else address)

    def answer(self, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page; what was tried and refused stands in it."""
        if self.tried is not None:
            refusal, status = self.tried.refusal or refusal, self.tried.status
        return render(self.request, "customer/order.html", {**self.content(), "refusal": refusal}, status=status)

    def content(self) -> dict[str, Any]:
        """What the template shows: every section that has something to say, in their order."""
        shown = {name: content for name, section in SECTIONS.items() if (content := section(self))}
        forms = [content.get("form") for content in shown.values()]
        in_sheet = any(content.get("is_open") and content.get("form") is not None for content in shown.values())
        tried = self.tried.form if self.tried is not None else None
        return {
            **self.around(),
            **shown,
            "sections": [f"customer/_{name}.html" for name in shown if name not in BESIDE],
            "beside": [f"customer/_{name}.html" for name in shown if name in BESIDE],
            "is_said_in_sheet": in_sheet,
            "lost": tried.typed if tried is not None and all(form is not tried for form in forms) else [],
        }

    def around(self) -> dict[str, Any]:
        """What every section may need."""
        return {
            "order": self.order,
            "assignment": self.assignment,
            "job": self.job,
            "state": chronicle.state_of(self.assignment) if self.assignment is not None else None,
            "hotline": settings.HOTLINE,
            "tried": self.tried,
            "page": self,
            "now": self.now,
        }
