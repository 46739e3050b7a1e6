"""Who takes part: partners with offers, customers with links, programs with tokens; written down for the journeys."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password

from orders.models import Assignment, Order
from orders.services import intake, links, offers, quotes, visits
from partners.models import Partner
from rada.platform import integrations
from rada.web import clock
from rada.web.api.callers import Scope
from tests import factories as make
from tests.faults import world
from tests.orders.papers import CAPACITOR, LABOUR
from tests.orders.pictures import four_corners, photo
from tests.portal import signed_in

PASSWORD = "one-for-all-who-take-part"
SIGNS_IN = 10  # one of so many owners begins with the password; a session lasts for weeks
HOUR = timedelta(hours=1)
LINES = [LABOUR, CAPACITOR]
JOBS_OF_A_PROGRAM = 5
_numbers = count(1)


def made(*, partners: int, offers_each: int, customers: int, programs: int) -> dict[str, Any]:
    """Make them all; what each shows to be let in, as JSON holds it."""
    houses, hashed = world.prepare(partners), make_password(PASSWORD)
    owners = [an_owner(house, hashed, signs_in=number % SIGNS_IN == 0) for number, house in enumerate(houses)]
    for _number in range(offers_each):
        for house in houses:
            offers.offer(an_order(), house)
    return {
        "password": PASSWORD,
        "session_cookie": settings.SESSION_COOKIE_NAME,
        "owners": owners,
        "customers": [a_customer(houses[number % len(houses)]) for number in range(customers)],
        "programs": [a_program(houses) for _number in range(programs)],
        "photo": base64.b64encode(photo(picture=four_corners((1600, 1200)))).decode(),
    }


def an_owner(house: Partner, hashed: str, *, signs_in: bool) -> dict[str, str]:
    """The user name of the partner's owner, who can sign in now, and the session of one who did long ago."""
    owner = world.owner_of(house)
    assert owner.user is not None
    owner.user.password = hashed
    owner.user.save(update_fields=["password"])
    session = "" if signs_in else signed_in(owner).cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": owner.user.username, "session": session}


def an_order() -> Order:
    """An order of a customer with a phone of their own."""
    request = intake.Request(
        service=make.a_service(), customer_name="Trần Thị Hà", phone=f"09{next(_numbers):08}", address="12 Hàng Bài",
        ward=make.WARD, description="Máy lạnh chảy nước",
    )  # fmt: skip
    return Order.objects.get(pk=intake.take(request, created_at=clock.now()))


def at_work(house: Partner) -> Assignment:
    """An order whose technician is there."""
    now, owner = clock.now(), world.owner_of(house)
    job = Assignment.objects.get(pk=offers.offer(an_order(), house))
    offers.accept(job, by=owner)
    visits.schedule(job, by=owner, arrive_from=now, arrive_to=now + HOUR)
    visits.arrive(job, by=owner)
    return job


def a_customer(house: Partner) -> dict[str, str]:
    """The link of a customer who has a quote to answer."""
    job = at_work(house)
    total = sum(line["unit_price"] * line["qty"] for line in LINES)
    quotes.quote(job, by=world.owner_of(house), reference="BG-1", lines=LINES, total=total)
    return {"token": links.issue(job.order), "code": job.order.code}


def a_program(houses: Sequence[Partner]) -> dict[str, Any]:
    """The token of a program that keeps some orders in step, and the member it acts for."""
    house = houses[next(_numbers) % len(houses)]
    secret = integrations.make(f"Backend {next(_numbers)}", scopes=list(Scope), days=1)
    jobs = [at_work(house).pk for _number in range(JOBS_OF_A_PROGRAM)]
    return {"token": secret.token, "member": world.owner_of(house).member_id, "jobs": jobs}
