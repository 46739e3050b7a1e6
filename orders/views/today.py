"""Today: offers waiting, clocks running, appointments. The page includes the fragments that refresh it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders import acts, countdowns, permissions, selectors
from orders.countdowns import Countdown
from orders.models import Assignment, Closure, RunningClock
from orders.services.bookings import overlapping
from orders.services.cases import holds_for
from partners.actors import Actor
from partners.selectors import partner_of
from rada.platform import inbox
from rada.web import clock, clock_faces
from rada.web.access import allow

ANSWER, ARRIVE = "A1.unanswered", "arrive"
MOST_SHOWN, MOST_WARNED, MOST_VISITS = 50, 3, 100


@dataclass(frozen=True)
class Offer:
    """An offer with its countdown (None once the answer is late) and what it would pay by the published prices."""

    assignment: Assignment
    countdown: Countdown | None
    minutes_left: float
    price_vnd: int | None
    tone: str


@allow(permissions.is_member)
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The page of the day."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    work = _offers_and_clocks(actor, now)
    visits, others = _appointments(actor, now)
    shown = {
        **work,
        "warned": _warned(actor, work["running"], now),
        "partner": partner_of(actor),
        "appointments": visits,
        "other_appointments": others,
        "overlapping": overlapping(visits),
        "may_assign": actor.is_dispatching,
    }
    return render(request, "orders/today.html", shown)


@allow(permissions.is_member)
@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """The offers alone, as the page includes them."""
    return render(request, "orders/_offers.html", _offers_and_clocks(request.actor, clock.now()))  # type: ignore[attr-defined]


@allow(permissions.is_member)
@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """The running clocks alone, as the page includes them."""
    return render(request, "orders/_clocks.html", _offers_and_clocks(request.actor, clock.now()))  # type: ignore[attr-defined]


def _appointments(actor: Actor, now: datetime) -> tuple[list[Assignment], bool]:
    """Those of today; of more than fit a page those that are not over, and whether the list of orders has others."""
    midnight = datetime.combine(now.astimezone(clock.VIETNAM).date(), time.min, clock.VIETNAM)
    todays = selectors.appointments_between(actor, midnight, midnight + timedelta(days=1))
    visits = list(todays[: MOST_VISITS + 1])
    if len(visits) <= MOST_VISITS:
        return visits, False
    return list(todays.filter(arrive_to__gte=now)[:MOST_VISITS]), True


def _offers_and_clocks(actor: Actor, now: datetime) -> dict[str, Any]:
    running = list(selectors.clocks_running(actor)[: 4 * MOST_SHOWN])
    waiting = list(selectors.offers_waiting(actor)[:MOST_SHOWN])
    closures = selectors.closures_between(now, max((each.due_at for each in running), default=now))
    texts = selectors.words_behind(running)
    shown = [_countdown(each, closures, texts, now) for each in running]
    answers = {each.clock.assignment_id: each for each in shown if each.rule == ANSWER}
    ends = datetime.combine(now.astimezone(clock.VIETNAM).date() + timedelta(days=1), time.min, clock.VIETNAM)
    others = [each for each in shown if each.rule != ANSWER and _is_of_today(each, ends)]
    return {
        "now": now,
        "running": shown,
        "offers": sorted((_offer(each, answers.get(each.pk), now) for each in waiting), key=_urgency),
        "clocks": countdowns.nearest_of_each_act(others)[:MOST_SHOWN],
        "one_tap": acts.ASK_FOR_PHOTO.name,
    }


def _warned(actor: Actor, running: Sequence[Countdown], now: datetime) -> list[Countdown]:
    """The nearest clocks that can still be met and whose warning this member has not read."""
    unread = inbox.unread_subjects(selectors.inboxes_of(actor), "warning")
    told = [each for each in running if each.due_at >= now and _warning_of(each.clock) in unread]
    return countdowns.nearest_of_each_act(told)[:MOST_WARNED]


def _warning_of(row: RunningClock) -> str:
    """What the warning of a clock names as its subject."""
    return f"clock:{row.assignment_id}:{row.rule}:{row.subject}"


def _countdown(
    each: RunningClock, closures: Sequence[Closure], texts: dict[tuple[int, str], str], now: datetime
) -> Countdown:
    holding = [closure for closure in closures if holds_for(closure, each.assignment)]
    return countdowns.countdown(each, holding, now, texts.get((each.assignment_id, each.subject), ""))


def _is_of_today(shown: Countdown, ends: datetime) -> bool:
    """An appointment of another day is no work of today, although its clock runs."""
    return shown.words.action != ARRIVE or shown.due_at < ends


def _urgency(offer: Offer) -> tuple[bool, datetime]:
    """What can still be answered in time comes first."""
    running = offer.countdown
    return (running is None, running.due_at if running is not None else offer.assignment.created_at)


def _offer(assignment: Assignment, countdown: Countdown | None, now: datetime) -> Offer:
    prices = assignment.terms.content.get("prices", {})
    price = prices.get(assignment.order.service.code, {}).get("max")
    if countdown is None:
        return Offer(assignment, None, 0, price, "broken")
    face = clock_faces.face(countdown.due_at, now, countdown.kind, countdown.rests, countdown.span_minutes)
    return Offer(assignment, countdown, countdown.minutes_left(now), price, face.tone)
