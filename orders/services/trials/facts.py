"""Stored facts as cases, many at a time: plain rows instead of an object for each event.

A twin of `services.cases` for reading alone: a test holds its cases equal to `case_of` on every worked example and on
random histories. What was checked when it was recorded is not checked again.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from orders.commitments.case import POLICY_DEFAULTS, Case, Event
from orders.commitments.reading import checked_event
from orders.models import Closure, PolicyVersion
from orders.payloads import judged_fields
from partners.calendars import NO_CLOSURES, Closures, microseconds_of
from partners.models import TermsVersion
from partners.terms import Terms, read_terms

ASSIGNMENTS = """
    SELECT assignment.id, assignment.order_id, assignment.partner_id, assignment.terms_id, assignment.policy_id,
           request.ward, request.reported_digest <> '', service.code
    FROM orders_assignment AS assignment
    JOIN orders_order AS request ON request.id = assignment.order_id
    JOIN partners_service AS service ON service.id = request.service_id
    WHERE assignment.id = ANY(%s) ORDER BY assignment.id
"""
# A message's text says nothing to the judge; without its hash most messages are one and the same payload.
EVENTS = """
    SELECT assignment_id, event_id, kind, at, actor,
           (CASE kind WHEN 'message' THEN payload - 'text' - 'extra' ELSE payload END)::text
    FROM orders_event WHERE assignment_id = ANY(%s) AND kind = ANY(%s)
    ORDER BY assignment_id, at, seq, position
"""
MOST_TERMS = 2000


class Pinned(NamedTuple):
    """One assignment: whose, by which policy version, where, and its order."""

    id: int
    order_id: int
    partner_id: int
    terms_id: int
    policy_id: int
    ward: str
    is_whole_case: bool
    service: str


class Unreadable(ValueError):
    """The stored facts cannot be read as a case."""


class Facts:
    """Reads assignments; terms and policies are read once for many."""

    def __init__(self) -> None:
        self._terms: dict[int, Terms] = {}
        self._policies: dict[int, PolicyVersion] = {}

    def pinned(self, ids: Sequence[int]) -> list[Pinned]:
        """These assignments, in the order of their primary keys."""
        with connection.cursor() as cursor:
            cursor.execute(ASSIGNMENTS, [list(ids)])
            return [Pinned(*row) for row in cursor.fetchall()]

    def policies_of(self, pinned: Iterable[Pinned]) -> Mapping[int, PolicyVersion]:
        """Their policy versions, by primary key."""
        missing = {each.policy_id for each in pinned} - self._policies.keys()
        if missing:
            self._policies |= PolicyVersion.objects.in_bulk(missing)
        return self._policies

    def cases(self, pinned: Sequence[Pinned], kinds: Iterable[str]) -> Iterator[tuple[Pinned, Case | Unreadable]]:
        """Each assignment's case with the events of these kinds alone, by its pinned policy; or why there is none."""
        timelines = _timelines([each.id for each in pinned], kinds)
        closures = ClosuresInForce({each.order_id for each in pinned})
        policies = {pk: whole(version.numbers) for pk, version in self.policies_of(pinned).items()}
        self._read_terms(pinned)
        for each in pinned:
            case = Case(
                str(each.id),
                service=each.service,
                terms=self._terms[each.terms_id],
                policy=policies[each.policy_id],
                closures=closures.of(each),
                events=timelines[each.id],
            )
            is_readable = not case.accepted or not case.offered or case.accepted.place > case.offered.place
            yield each, case if is_readable else Unreadable(f"assignment {each.id}: an acceptance before the offer")

    def _read_terms(self, pinned: Sequence[Pinned]) -> None:
        if len(self._terms) > MOST_TERMS:
            self._terms.clear()
        missing = {each.terms_id for each in pinned} - self._terms.keys()
        if missing:
            contents = TermsVersion.objects.filter(pk__in=missing).values_list("pk", "content")
            self._terms |= {pk: read_terms(content) for pk, content in contents}


class ClosuresInForce:
    """The closures of these orders and those for many, each order's as one union; made once for each ward."""

    def __init__(self, orders: set[int], *, without: int = 0, besides: Sequence[Closure] = ()) -> None:
        """As stored, or `without` one, by its primary key, and with others `besides`."""
        stored = Closure.objects.filter(Q(order_id__in=orders) | Q(order__isnull=True)).exclude(pk=without or 0)
        rows = [*stored, *besides]
        self._own: dict[int, list[tuple[int, int]]] = defaultdict(list)
        self._common: list[tuple[frozenset[str], tuple[int, int]]] = []
        self._by_ward: dict[str, Closures] = {}
        for row in rows:
            span = (microseconds_of(row.starts_at), microseconds_of(row.ends_at))
            if row.order_id is not None:
                self._own[row.order_id].append(span)
            else:
                self._common.append((frozenset(row.wards), span))

    def of(self, each: Pinned) -> Closures:
        """What holds for the order of an assignment."""
        own = self._own.get(each.order_id)
        if own is None and not each.is_whole_case:
            if each.ward not in self._by_ward:
                self._by_ward[each.ward] = _union(self._for_ward(each.ward))
            return self._by_ward[each.ward]
        return _union([*(own or []), *([] if each.is_whole_case else self._for_ward(each.ward))])

    def _for_ward(self, ward: str) -> list[tuple[int, int]]:
        return [span for wards, span in self._common if not wards or ward in wards]


def whole(numbers: Mapping[str, Any]) -> Mapping[str, Any]:
    """A version's numbers with every key."""
    return {**POLICY_DEFAULTS, **numbers}


def _union(spans: list[tuple[int, int]]) -> Closures:
    return Closures(spans) if spans else NO_CLOSURES


def _timelines(ids: list[int], kinds: Iterable[str]) -> dict[int, list[Event]]:
    timelines: dict[int, list[Event]] = {pk: [] for pk in ids}
    with connection.cursor() as cursor:
        cursor.execute(EVENTS, [ids, sorted(kinds)])
        for pk, name, kind, at, actor, payload in cursor:
            timelines[pk].append(checked_event(name, kind, at, actor, _fields(payload)))
    return timelines


@lru_cache(maxsize=4096)
def _fields(payload: str) -> dict[str, Any]:
    """What the judge reads of a payload; rules only read it, so that equal payloads may share one."""
    return judged_fields(json.loads(payload))
