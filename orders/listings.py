"""The long lists of the portal: what a filter asks for, and the rows that answer it, page by page by key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, F, Func, Q, QuerySet, Value
from django.db.models.functions import Cast

from orders import permissions, search_words
from orders.models import Assignment, Breach
from orders.search_words import Spellings
from orders.selectors import GROUPS, assignments_visible_to, breaches_visible_to
from partners.actors import Actor
from partners.models import Member, Service, TermsVersion
from rada.web.clock import VIETNAM
from rada.web.paging import After, beyond

BREACH_GROUPS: dict[str, tuple[str, ...]] = {
    "counted": (Breach.State.COUNTED,),
    "checking": (Breach.State.TO_CHECK,),
    "lifted": (Breach.State.RETRACTED, Breach.State.WAIVED, Breach.State.CURED, Breach.State.OVERTURNED),
}
STANDING = (Breach.State.COUNTED, Breach.State.TO_CHECK)
SEARCHED_AT_ONCE = 2_000  # orders that a page of a search for common words looks through
READ_TO_SEARCH = ("created_at", "accepted_at", "ended_at", "order__search_key", "order__contact_key")


@dataclass(frozen=True)
class OrderFilter:
    """What of the orders is asked for; days are Vietnam's, both included."""

    group: str = ""
    words: Sequence[Spellings] = ()
    service: str = ""
    technician: int | None = None
    first: date | None = None
    last: date | None = None
    broken: bool = False
    taken: bool = False  # whom Rada asked is not told to a customer


@dataclass(frozen=True)
class BreachFilter:
    """What of the breaches is asked for."""

    group: str = ""
    clause: str = ""


class Choices(NamedTuple):
    """What a partner's lists can be narrowed to, as (value, word)."""

    services: list[tuple[str, str]]
    technicians: list[tuple[str, str]]


class OrdersPage(NamedTuple):
    """A page of orders; `older` is where the next one begins. `searched` orders were looked through, 0 if all were."""

    rows: list[Assignment]
    older: After | None = None
    searched: int = 0


def orders_listed(
    actor: Actor, asked: OrderFilter, *, now: datetime, after: After | None = None
) -> QuerySet[Assignment]:
    """The newest first, from `after` on."""
    found = assignments_visible_to(actor).order_by("-created_at", "-pk")
    found = found.filter(*(_holds(word, actor, now) for word in asked.words), _narrowed(asked))
    if asked.broken:
        stained = breaches_visible_to(actor).filter(state__in=STANDING)
        found = found.filter(pk__in=stained.values("assignment_id"))
    return found.filter(beyond(after, "created_at"))


def orders_page(
    actor: Actor, asked: OrderFilter, *, now: datetime, size: int, after: After | None = None
) -> OrdersPage:
    """One page of the list, in bounded work whatever is searched for.

    A code or a phone number is found by the index of its letters. Names are common and short words are in no index:
    for them a page looks through the next SEARCHED_AT_ONCE orders, and the page after it goes on from there.
    """
    listed = _as_shown(orders_listed(actor, asked, now=now, after=after))
    if not asked.words or search_words.is_specific(asked.words):
        return _page_of(list(listed[: size + 1]), size)
    unsearched = _as_shown(orders_listed(actor, replace(asked, words=()), now=now, after=after))
    keys_alone = unsearched.select_related(None).select_related("order").only(*READ_TO_SEARCH)
    next_ones = list(keys_alone[:SEARCHED_AT_ONCE])
    holding = [each.pk for each in next_ones if _is_held(asked.words, each, actor, now)][: size + 1]
    found = _page_of(list(unsearched.filter(pk__in=holding)) if holding else [], size)
    if len(next_ones) < SEARCHED_AT_ONCE:
        return found
    return OrdersPage(
        found.rows, found.older or After(next_ones[-1].created_at, next_ones[-1].pk), searched=SEARCHED_AT_ONCE
    )


def _as_shown(found: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """With what a row of the list shows: the pinned terms and policy are long, and for the page of one order."""
    return found.select_related(None).select_related("order__service")


def breaches_listed(actor: Actor, asked: BreachFilter, *, after: After | None = None) -> QuerySet[Breach]:
    """The newest first, from `after` on."""
    found = breaches_visible_to(actor)
    if asked.group in BREACH_GROUPS:
        found = found.filter(state__in=BREACH_GROUPS[asked.group])
    if asked.clause:
        found = found.filter(clause=asked.clause)
    return found.filter(beyond(after, "occurred_at"))


def choices_of(actor: Actor) -> Choices:
    """The services that the partner ever published, and in the office its technicians; one query for both."""
    published = TermsVersion.objects.filter(partner_id=actor.partner_id or 0)
    codes = published.annotate(code=Func(F("services"), function="unnest", output_field=CharField())).values("code")
    services = Service.objects.filter(code__in=codes).annotate(kind=Value("service"))
    technicians = Member.objects.filter(
        partner_id=(actor.partner_id or 0) if actor.is_dispatching else 0, role=Member.Role.TECHNICIAN
    ).annotate(kind=Value("technician"), key=Cast("pk", CharField()))
    rows = services.values_list("kind", "code", "name_vi", "name_en").union(
        technicians.values_list("kind", "key", "user__full_name", "user__username")
    )
    sorted_rows = sorted(rows, key=lambda row: row[2:])
    return Choices(
        [(code, str(Service(name_vi=vi, name_en=en))) for kind, code, vi, en in sorted_rows if kind == "service"],
        [(key, name or login) for kind, key, name, login in sorted_rows if kind == "technician"],
    )


def _holds(word: Spellings, actor: Actor, now: datetime) -> Q:
    """The word stands in code or name; in phone or address only where this actor may read them, else searching tells.

    Whoever looks through `permissions.shows_customer` is a partner; Rada's people and the customer see both anyway.
    """
    named, reached = Q(), Q()
    for spelling in word:
        named |= Q(order__search_key__contains=spelling)
        reached |= Q(order__contact_key__contains=spelling)
    return named | (permissions.customer_shown(now) & reached if actor.is_partner else reached)


def _is_held(words: Sequence[Spellings], found: Assignment, actor: Actor, now: datetime) -> bool:
    """The same as `_holds` for every word, asked of one row: no plan of the database can read more than the row."""
    shown = not actor.is_partner or permissions.shows_customer(found, now)
    keys = (found.order.search_key, found.order.contact_key if shown else "")
    return all(any(spelling in key for spelling in word for key in keys) for word in words)


def _narrowed(asked: OrderFilter) -> Q:
    wanted: dict[str, Any] = {
        "status__in": GROUPS.get(asked.group),
        "order__service__code": asked.service or None,
        "technician_id": asked.technician,
        "accepted_at__isnull": False if asked.taken else None,
        "created_at__gte": _midnight(asked.first),
        "created_at__lt": _midnight(asked.last + timedelta(days=1)) if asked.last else None,
    }
    return Q(**{name: value for name, value in wanted.items() if value is not None})


def _page_of(found: list[Assignment], size: int) -> OrdersPage:
    last = found[size - 1] if len(found) > size else None
    return OrdersPage(found[:size], None if last is None else After(last.created_at, last.pk))


def _midnight(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(0), VIETNAM)
