"""Notices: what a partner and its members were told in the portal, the newest first. Being shown is being read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orders import permissions, selectors
from orders.models import Order
from orders.notice_places import about
from orders.views.orders import PAGE
from orders.wording.notices import NoticeWords, notice_words
from partners.actors import Actor
from rada.platform import inbox
from rada.platform.models import Notice
from rada.web import clock
from rada.web.access import allow
from rada.web.paging import After, after


class Told(NamedTuple):
    """What a notice leads to: an order, and the page that tells the most about it."""

    order: Order
    url: str


class Row(NamedTuple):
    """One notice as the page shows it; `told` is None where what it tells of is gone."""

    words: NoticeWords
    at: datetime
    is_new: bool
    told: Told | None


@allow(permissions.is_member)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of this member; those that are shown here are read from now on."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    begins = after(request.GET.get("after", ""))
    found = list(selectors.notices_of(actor, after=begins)[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    rows = _rows(actor, shown, now)
    inbox.read_all(shown, at=now)
    return render(
        request,
        "orders/notices.html",
        {
            "rows": rows,
            "is_first_page": begins is None,
            "older": str(After(last.created_at, last.pk)) if last is not None else "",
            "now": now,
        },
    )


def _rows(actor: Actor, shown: Sequence[Notice], now: datetime) -> list[Row]:
    told = _told(actor, shown)
    return [
        Row(notice_words(each.level, each.facts, now), each.created_at, each.read_at is None, told.get(about(each)))
        for each in shown
    ]


def _told(actor: Actor, shown: Sequence[Notice]) -> dict[tuple[str, int], Told]:
    """What the notices lead to, by kind and primary key: a query for each kind, not for each notice."""
    keys: dict[str, set[int]] = defaultdict(set)
    for kind, pk in map(about, shown):
        keys[kind].add(pk)
    told: dict[tuple[str, int], Told] = {}
    for job in selectors.assignments_visible_to(actor).filter(pk__in=keys["assignment"]):
        told["assignment", job.pk] = Told(job.order, reverse("orders:assignment", args=[job.pk]))
    for breach in selectors.breaches_visible_to(actor).filter(pk__in=keys["breach"]):
        told["breach", breach.pk] = Told(breach.assignment.order, reverse("orders:breach", args=[breach.pk]))
    return told
