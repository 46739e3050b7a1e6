"""Real rows through the real services, short enough to read in a test. Every instant is Vietnamese wall-clock time."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from orders.models import Assignment, Order, PolicyVersion
from orders.services import intake, offers, policies, sweeping, timeline
from partners.actors import SYSTEM, Actor, actor_of, customer_of
from partners.models import Member, Partner, Service, TermsVersion, User
from partners.services import terms
from rada.lib.text import sort_key
from rada.web import clock
from rada.web.clock import VIETNAM

MONDAY = datetime(2026, 3, 2, 9, tzinfo=VIETNAM)
LONG_AGO = datetime(2020, 1, 1, tzinfo=VIETNAM)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WARD = "00070"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_numbers = count(1)


def published(**changes: Any) -> dict[str, Any]:
    """The content of published terms: open 08:00 to 18:00 every day, an answer within 15 minutes."""
    content: dict[str, Any] = {
        "hours": {day: [["08:00", "18:00"]] for day in DAYS},
        "response_minutes": 15,
        "prices": {"AC-CLEAN": {"max": 250_000}},
        "promotions": [],
        "warranty_days": 90,
        "checklists": {"AC-CLEAN": ["power_off", "drain"]},
    }
    return {**content, **changes}


def a_service(code: str = "AC-CLEAN") -> Service:
    """The service of this code."""
    return Service.objects.get_or_create(code=code, defaults={"name_vi": "Vệ sinh máy lạnh", "name_en": "AC cleaning"})[
        0
    ]


def a_policy(*, starts_at: datetime = LONG_AGO, **numbers: Any) -> PolicyVersion:
    """A new policy version with these numbers, in force from an instant on."""
    return policies.publish(numbers, starts_at=starts_at)


def the_policy() -> PolicyVersion:
    """The version in force; the contract's own numbers where none was published."""
    return PolicyVersion.objects.filter(is_demo=False).first() or a_policy()


def some_terms(partner: Partner, *, starts_at: datetime = LONG_AGO, **changes: Any) -> TermsVersion:
    """Newly published terms of a partner."""
    return terms.publish(partner, published(**changes), services=["AC-CLEAN"], wards=[WARD], starts_at=starts_at)


def a_partner(name: str = "", **changes: Any) -> Partner:
    """A partner whose terms are published; `changes` are keys of the terms."""
    name = name or f"Điện lạnh {next(_numbers)}"
    partner = Partner.objects.create(name=name, name_sort=sort_key(name), created_at=LONG_AGO)
    some_terms(partner, **changes)
    return partner


def a_member(partner: Partner, role: str) -> Actor:
    """A new member of a partner, as an actor."""
    name = f"{role}-{next(_numbers)}"
    user = User(username=name, full_name=name)
    user.set_unusable_password()
    user.save()
    Member.objects.create(partner=partner, user=user, role=role)
    return actor_of(user)


def an_owner(partner: Partner) -> Actor:
    """The partner's owner: the same one each time."""
    known = Member.objects.filter(partner=partner, role=Member.Role.OWNER, is_active=True).first()
    return actor_of(known.user) if known else a_member(partner, Member.Role.OWNER)


def a_dispatcher(partner: Partner) -> Actor:
    """Another dispatcher of the partner."""
    return a_member(partner, Member.Role.DISPATCHER)


def a_technician(partner: Partner) -> Actor:
    """Another technician of the partner, who sees what is given to them alone."""
    return a_member(partner, Member.Role.TECHNICIAN)


def a_staff_member() -> Actor:
    """Somebody of Rada's."""
    user = User(username=f"staff-{next(_numbers)}", is_staff=True)
    user.set_unusable_password()
    user.save()
    return actor_of(user)


def an_order(*, service: str = "AC-CLEAN", ward: str = WARD, at: datetime = MONDAY) -> Order:
    """An order that looks for a partner."""
    request = intake.Request(
        service=a_service(service),
        customer_name="Trần Thị Hà",
        phone="0912 345 678",
        address="12 Hàng Bài",
        ward=ward,
        description="Máy lạnh chảy nước",
    )
    return Order.objects.get(pk=intake.take(request, created_at=at))


def the_customer(order: Order) -> Actor:
    """Whoever a private link to the order opened it for."""
    return customer_of(order.pk)


def an_offer(order: Order | None = None, partner: Partner | None = None, *, at: datetime = MONDAY) -> Assignment:
    """An order offered to a partner at an instant."""
    the_policy()
    order, partner = order or an_order(at=at), partner or a_partner()
    with clock.standing_at(at):
        pk = offers.offer(order, partner)
    return Assignment.objects.select_related("order", "partner").get(pk=pk)


def an_engagement(
    order: Order | None = None, partner: Partner | None = None, *, at: datetime = MONDAY, after: timedelta = MINUTE
) -> Assignment:
    """An order offered at an instant and accepted a minute later, or `after` so long."""
    assignment = an_offer(order, partner, at=at)
    with clock.standing_at(at + after):
        offers.accept(assignment, by=an_owner(assignment.partner))
    return assignment


def reported(assignment: Assignment, *events: tuple[Any, ...], at: datetime | None = None) -> Assignment:
    """Report events (id, kind, instant, actor, fields), as an integration would; recorded at `at`, else now."""
    reports = [timeline.Report(*event) for event in events]
    if at is None:
        timeline.report(assignment, reports, by=SYSTEM)
    else:
        with clock.standing_at(at):
            timeline.report(assignment, reports, by=SYSTEM)
    return assignment


def sweep_all(at: datetime | None = None) -> sweeping.Swept:
    """One sweep, at an instant or now."""
    if at is None:
        return sweeping.sweep()
    with clock.standing_at(at):
        return sweeping.sweep()
