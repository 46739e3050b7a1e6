"""Partners, orders and clocks for the faults, made by the real services. Times are real: nothing stands still here."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction

from orders.models import Assignment, Breach
from orders.services import policies, timeline
from partners.actors import SYSTEM, Actor
from partners.models import Partner, User
from partners.selectors import terms_in_force
from rada.web import clock
from tests import factories as make

ALWAYS = {day: [["00:00", "24:00"]] for day in make.DAYS}
RESPONSE = timedelta(minutes=15)
POINTS = {"notice": 1, "minor": 2, "major": 5}


def prepare(partners: int = 6) -> list[Partner]:
    """A policy whose care window never closes and whose notices count too, and partners who are always open."""
    policies.publish(
        {"care_open": "00:00", "care_close": "24:00"}, starts_at=make.LONG_AGO, points=POINTS, note="faults"
    )
    return [a_partner() for _number in range(partners)]


def a_partner() -> Partner:
    """A partner who answers within 15 minutes, day and night, with an owner."""
    partner = make.a_partner(f"Điện lạnh {secrets.token_hex(4)}", hours=ALWAYS)
    user = User(username=f"owner-{secrets.token_hex(6)}", full_name="Chủ tiệm")
    user.set_unusable_password()
    user.save()
    partner.members.create(user=user, role="owner")
    return partner


def owner_of(partner: Partner) -> Actor:
    """The partner's owner."""
    return make.an_owner(partner)


def reported(stories: Sequence[tuple[Partner, list[timeline.Report]]]) -> list[Assignment]:
    """One new order and assignment for each story, its events reported; judging is left to the sweeps."""
    made = []
    for start in range(0, len(stories), 50):
        with transaction.atomic():
            made += [_one(partner, reports) for partner, reports in stories[start : start + 50]]
    return made


def _one(partner: Partner, reports: list[timeline.Report]) -> Assignment:
    now = clock.now()
    terms = terms_in_force(partner, now)
    assignment = Assignment.objects.create(
        order=make.an_order(at=now), partner=partner, terms=terms, policy=policies.in_force(now), created_at=now
    )
    timeline.report(assignment, reports, by=SYSTEM)
    return assignment


def offered(at: datetime) -> timeline.Report:
    """The offer's event."""
    return timeline.Report("offer", "offered", at, "system")


def unanswered(partners: Sequence[Partner], count: int, *, first: float, last: float) -> list[Assignment]:
    """Offers nobody answers, whose clocks fall due evenly between `first` and `last` seconds from now."""
    now = clock.now()
    step = (last - first) / max(count - 1, 1)
    due = [now + timedelta(seconds=first + place * step) for place in range(count)]
    return reported([(partners[place % len(partners)], [offered(at - RESPONSE)]) for place, at in enumerate(due)])


def engaged(partners: Sequence[Partner], count: int) -> list[Assignment]:
    """Orders that partners have just accepted."""
    now = clock.now() - timedelta(seconds=5)
    accepted = timeline.Report("acceptance", "accepted", now + timedelta(seconds=1), "partner")
    return reported([(partners[place % len(partners)], [offered(now), accepted]) for place in range(count)])


def flagged(assignments: Sequence[Assignment], rule: str = "A1.unanswered") -> list[Breach]:
    """The breaches of one rule on these assignments."""
    return list(Breach.objects.filter(assignment__in=[each.pk for each in assignments], rule=rule))


def signed_in(partner: Partner) -> dict[str, str]:
    """The cookies of the partner's owner, signed in, with a CSRF token."""
    user: Any = owner_of(partner).user
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "partners.sign_in.PhoneOrUsernameBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return {settings.SESSION_COOKIE_NAME: store.session_key, settings.CSRF_COOKIE_NAME: secrets.token_hex(16)}
