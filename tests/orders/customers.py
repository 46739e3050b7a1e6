"""What tests of the customer's page share: an order on its way, its page, and the acts as the page sends them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from orders import customer_selectors, promises, selectors
from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment
from orders.services import receipts, sweeping, visits
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, an_engagement, an_owner
from tests.orders.papers import a_serial
from tests.portal import form

NOON = MONDAY + 3 * HOUR
LINE = {"code": None, "unit_price": 250_000, "qty": 1, "name": "Vệ sinh máy lạnh"}


def standing(job: Assignment, at: Any = NOON) -> dict[str, promises.Promise]:
    """Each promise of an order at an instant, by its code; a sweep has been there."""
    with clock.standing_at(at):
        sweeping.sweep()
    told = promises.Engagement(
        events=[event for event in selectors.timeline_of(job) if event.at <= at],
        terms=job.terms.content,
        numbers={**POLICY_DEFAULTS, **job.policy.numbers},
        service=job.order.service.code,
        clocks=list(customer_selectors.clocks_of(job)),
        breaches=list(customer_selectors.breaches_told_customer(job)),
        now=at,
    )
    return {each.code: each for each in promises.promises(told)}


def scheduled(**terms: Any) -> Assignment:
    """An order whose technician is to come from 11:00 to 12:00."""
    job = an_engagement(at=MONDAY, **terms)
    with clock.standing_at(MONDAY + 5 * MINUTE):
        visits.schedule(job, by=an_owner(job.partner), arrive_from=MONDAY + 2 * HOUR, arrive_to=MONDAY + 3 * HOUR)
    return job


def completed(job: Assignment | None = None, *, at: Any = NOON) -> Assignment:
    """An order whose work was done at an instant."""
    job = job or scheduled()
    with clock.standing_at(at):
        visits.arrive(job, by=an_owner(job.partner))
        visits.complete(job, by=an_owner(job.partner))
    return job


def receipted(job: Assignment, *, at: Any = NOON, days: int | None = 90) -> Assignment:
    """The stamped receipt of an order, with so many days of warranty; None states none."""
    warranty = receipts.Warranty(days, "Bảo hành công và linh kiện") if days is not None else None
    serial = a_serial(job)
    with clock.standing_at(at):
        receipts.issue(job, by=an_owner(job.partner), lines=[LINE], total=250_000, stamp=serial, warranty=warranty)
    return job


def address(name: str, job: Assignment, *more: Any) -> str:
    """An address of the customer's under this order."""
    space = "complaints" if name.startswith("compla") else "orders"
    return reverse(f"{space}:customer_{name}", args=[job.order.code, *more])


def send(client: Client, name: str, job: Assignment, *more: Any, **fields: Any) -> Any:
    """Send a form of the customer's page, and go where the answer leads."""
    return client.post(address(name, job, *more), form(**fields), follow=True)


def text_of(answer: Any) -> str:
    """The page, its narrow spaces plain and its white space single."""
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def kinds(job: Assignment) -> list[str]:
    """The kinds of an order's events, as they were recorded."""
    return list(job.events.order_by("position").values_list("kind", flat=True))
