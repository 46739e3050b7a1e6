"""The portal's places: upper apps name theirs in `ready()`; a page shows those that exist and how much waits there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Value
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

ShownTo = Callable[[Any], bool]
Rows = Callable[[HttpRequest], "QuerySet[Any] | None"]


@dataclass(frozen=True)
class Place:
    """Somewhere to go. `word` may be lazy; `main` ones stand in the bar of five, the rest under "More".

    `shown_to(request.actor)` says for whom it is there; without it, for everybody who is signed in. Where it `rings`,
    an open page makes a sound when more waits there than before.
    """

    url: str
    word: Any
    icon: str
    rank: int
    main: bool = True
    shown_to: ShownTo | None = None
    rings: bool = False


@dataclass(frozen=True)
class Door:
    """A place as one page shows it: with its address, what waits there, and whether we are there now."""

    url: str
    word: Any
    icon: str
    main: bool
    current: bool
    badge: int


NAV: list[Place] = []
_tallies: dict[str, Rows] = {}


def add(place: Place) -> None:
    """Show a place; naming it twice changes nothing."""
    if place not in NAV:
        NAV.append(place)
        NAV.sort(key=lambda known: known.rank)


def tally(url: str, rows: Rows) -> None:
    """Let the number of `rows(request)` say what waits in a place; None where nothing can wait for this person.

    All places are counted in one query, and only for pages that show them.
    """
    _tallies[url] = rows


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `nav_items` and `nav_badges`, both counted only when a template looks at them.

    `nav_rest_badge` is how much waits in all the places under "More", `nav_ringing` how much of it rings.
    """
    badges: Any = SimpleLazyObject(lambda: badges_of(request))
    items: Any = SimpleLazyObject(lambda: doors(request, badges))
    rest = SimpleLazyObject(lambda: sum(door.badge for door in items if not door.main))
    rings = SimpleLazyObject(lambda: ringing(badges))
    return {"nav_badges": badges, "nav_items": items, "nav_rest_badge": rest, "nav_ringing": rings}


def doors(request: HttpRequest, badges: Mapping[str, int]) -> list[Door]:
    """The places whose address exists, in their order; the nearest one above the page's own address is current."""
    known = [(place, _address(place.url)) for place in NAV if _is_for(place, request)]
    there = [(place, address) for place, address in known if address]
    above = [address for _place, address in there if _is_above(address, request.path)]
    here = max(above, key=len, default=None)
    return [
        Door(address, place.word, place.icon, place.main, address == here, badges.get(place.url, 0))
        for place, address in there
    ]


def badges_of(request: HttpRequest) -> dict[str, int]:
    """How much waits in each place, by its url name; nothing for strangers."""
    if not getattr(getattr(request, "user", None), "is_authenticated", False):
        return {}
    waiting = {url: found for url, rows in _tallies.items() if (found := rows(request)) is not None}
    counts = [
        rows.order_by()
        .annotate(place=Value(url))
        .values("place")
        .annotate(number=Count("pk"))
        .values_list("place", "number")
        for url, rows in waiting.items()
    ]
    return dict(counts[0].union(*counts[1:], all=True)) if counts else {}


def ringing(badges: Mapping[str, int]) -> int:
    """How much waits that an open page makes a sound for."""
    return sum(badges.get(place.url, 0) for place in NAV if place.rings)


def _is_for(place: Place, request: HttpRequest) -> bool:
    return place.shown_to is None or place.shown_to(request.actor)  # type: ignore[attr-defined]


def _address(url: str) -> str:
    try:
        return reverse(url)
    except NoReverseMatch:
        return ""


def _is_above(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
