"""A world with a row behind every address, in each state in which an operation answers, and those who call."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model

from complaints.selectors import openings_visible_to
from orders.models import Assignment, Event, Order, PhoneCode
from orders.services import complaints, links, offers, quotes, visits
from orders.services.phone_codes import Browser
from partners.services import app_sessions
from rada.platform.webhooks.models import WebhookEvent
from rada.web import clock
from rada.web.api.callers import Scope
from tests.api.calling import an_app_of, an_integration
from tests.complaints.on_the_desk import triage
from tests.factories import DAY, HOUR, MINUTE, MONDAY, an_offer, an_order, the_customer
from tests.portal import Side, staff
from tests.two_sides import whole_sides
from tests.webhooks.receiver import an_endpoint, tell

NOW = MONDAY + 2 * HOUR
PASSWORD = "chia-khoa-so-1"
DEVICE = "d" * 22
READING = (Scope.ORDERS_READ, Scope.BREACHES_READ)
LINE = {"line": "L1", "kind": "labour", "code": None, "unit_price": 1000, "qty": 1, "name": "Vệ sinh"}


@dataclass
class World:
    """Two partners. The first has a running job with everything, one that is over, and a breach not yet appealed."""

    own: Side
    rival: Side
    over: Assignment
    reopenable: Event
    disputable: Model
    told: WebhookEvent

    @property
    def complaint(self) -> Event:
        """The complaint about the running job."""
        return openings_visible_to(self.own.owner).get(assignment=self.own.job)


def a_world() -> World:
    """The world at NOW."""
    own, rival = whole_sides("Own", "Rival", now=NOW)
    quotes.quote(own.job, by=own.owner, reference="Q", lines=[LINE], total=1000)
    own.owner.user.set_password(PASSWORD)
    own.owner.user.save()
    job = over(own)
    opened = openings_visible_to(own.owner).get(assignment=job)
    return World(own, rival, job, opened, disputable(own), told_by_webhook())


def engaged(side: Side) -> Assignment:
    """A job that was accepted yesterday."""
    job = an_offer(an_order(at=NOW - DAY), side.partner, at=NOW - DAY)
    with clock.standing_at(NOW - DAY + MINUTE):
        offers.accept(job, by=side.owner)
    return job


def over(side: Side) -> Assignment:
    """A job that was done, whose complaint Rada has closed."""
    job = engaged(side)
    visits.complete(job, by=side.owner)
    complaints.open_complaint(job, by=the_customer(job.order), complaint="o", category="price", text="Đắt quá")
    complaints.close(job, by=staff(), complaint="o", outcome="settled")
    return job


def disputable(side: Side) -> Model:
    """A breach against which nobody has appealed."""
    job = engaged(side)
    visits.cancel(job, by=side.owner, reason="cannot_come")
    return job.breaches.get(rule="A2.cancelled")


def told_by_webhook() -> WebhookEvent:
    """Something that an endpoint has taken."""
    endpoint = an_endpoint("https://hooks.example/own", at=NOW)
    tell("remind", at=NOW)
    endpoint.events.update(state="delivered")
    return endpoint.events.get()


@dataclass(frozen=True)
class Caller:
    """Somebody who calls, by the headers that say so; a customer has another link to the job that is over."""

    name: str
    headers: dict[str, str]
    headers_about_the_past: dict[str, str] | None = None
    acts_for: str = ""

    def shown(self, *, is_past: bool) -> dict[str, str]:
        """What is shown for an operation, which may be about the job that is over."""
        return (self.headers_about_the_past if is_past else None) or self.headers


def callers_of(world: World) -> list[Caller]:
    """Each kind of caller."""
    return [
        Caller("owner", an_app_of(world.own.owner).headers),
        Caller("technician", an_app_of(world.own.technician).headers),
        Caller("customer", by_link(world.own.job.order), by_link(world.over.order)),
        Caller("reader", an_integration(*READING).headers, acts_for="rada"),
        Caller("writer", an_integration().headers, acts_for="rada"),
        Caller("clerk", an_integration().headers, acts_for=f"staff:{triage().user.pk}"),
        Caller("stranger", {"Accept-Language": "en"}),
    ]


def by_link(order: Order) -> dict[str, str]:
    """A private link whose device has just typed the code."""
    token = links.issue(order)
    link, _order = links.opened(token) or (0, order)
    PhoneCode.objects.create(
        order=order, link_id=link, browser=Browser(link, DEVICE).digest, seed="s", created_at=NOW, closed_at=NOW,
        expires_at=NOW, confirmed_until=NOW + 30 * MINUTE,
    )  # fmt: skip
    return {"Authorization": f"Link {token}", "Rada-Device": DEVICE, "Accept-Language": "en"}


def refresh_token_of(side: Side) -> str:
    """What the owner's app refreshes with."""
    return app_sessions.begin(side.owner.user, side.owner, "tests").refresh_token
