"""Who could still take an open order, and why nobody else can: what a person looks at before asking again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from orders.models import Order, Status
from orders.services.broadcasting import MOST_LOOKED_AT, in_turn, serves_at
from partners.models import Partner
from partners.selectors import partners_covering, terms_in_force_of


class Hindrance(StrEnum):
    """Why a partner who serves the ward and the service is not asked."""

    REFUSED = "refused"  # declined this order, or cancelled it
    ASKED = "asked"  # has an offer that it has not answered
    PAUSED = "paused"
    AWAY = "away"
    CLOSED = "closed"  # no service hours in the wanted window


@dataclass(frozen=True)
class Prospects:
    """The partners to ask, in turn, and the others by what hinders each.

    `in_ward` and `of_service` count who serves the one or the other, where nobody serves both; else both are 0.
    """

    fitting: list[Partner]
    hindered: Mapping[Hindrance, list[Partner]]
    in_ward: int = 0
    of_service: int = 0

    @property
    def everybody(self) -> list[Partner]:
        """Whoever could be asked by name: the fitting first, then who refused, who is away, closed or paused."""
        others = [each for why, partners in self.hindered.items() if why != Hindrance.ASKED for each in partners]
        return [*self.fitting, *others]


def prospects(order: Order, *, at: datetime) -> Prospects:
    """Who serves the order's ward and service at an instant, and who of them can be asked."""
    service = order.service.code
    partners = list(in_turn(partners_covering(ward=order.ward, service=service, at=at))[:MOST_LOOKED_AT])
    if not partners:
        in_ward = partners_covering(ward=order.ward, at=at).count()
        return Prospects([], {}, in_ward=in_ward, of_service=partners_covering(service=service, at=at).count())
    terms = terms_in_force_of([each.pk for each in partners], at)
    refused = _partners_who(order, Status.DECLINED, Status.CANCELLED)
    asked = _partners_who(order, Status.NEW, Status.OFFERED)
    fitting: list[Partner] = []
    hindered: dict[Hindrance, list[Partner]] = {each: [] for each in Hindrance}
    for partner in partners:
        is_open = serves_at(terms[partner.pk].content, order.wanted_from, order.wanted_to)
        why = _hindrance(partner, at, is_asked=partner.pk in asked, has_refused=partner.pk in refused, is_open=is_open)
        (fitting if why is None else hindered[why]).append(partner)
    return Prospects(fitting, {why: found for why, found in hindered.items() if found})


def _hindrance(partner: Partner, at: datetime, *, is_asked: bool, has_refused: bool, is_open: bool) -> Hindrance | None:
    if is_asked:
        return Hindrance.ASKED
    if has_refused:
        return Hindrance.REFUSED
    if partner.paused_until is not None and partner.paused_until > at:
        return Hindrance.PAUSED
    if partner.is_away:  # type: ignore[attr-defined]
        return Hindrance.AWAY
    return None if is_open else Hindrance.CLOSED


def _partners_who(order: Order, *statuses: Status) -> set[int]:
    return set(order.assignments.filter(status__in=statuses).values_list("partner_id", flat=True))
