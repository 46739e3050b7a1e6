"""The portal's places: upper apps name theirs in `ready()`; a page shows those that exist and how much waits there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

Counter = Callable[[HttpRequest], dict[str, int]]


@dataclass(frozen=True)
class Place:
    """Somewhere to go. `word` may be lazy; `main` ones stand in the bar of five, the rest under "More"."""

    url: str
    word: Any
    icon: str
    rank: int
    main: bool = True


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
_counters: list[Counter] = []


def add(place: Place) -> None:
    """Show a place to everybody who is signed in; naming it twice changes nothing."""
    if place not in NAV:
        NAV.append(place)
        NAV.sort(key=lambda known: known.rank)


def count(counter: Counter) -> None:
    """Let `counter(request)` say what waits, by the place's url name; it runs only for pages that show the places."""
    if counter not in _counters:
        _counters.append(counter)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context processor: `nav_items` and `nav_badges`, both counted only when a template looks at them."""
    badges: Any = SimpleLazyObject(lambda: _badges(request))
    return {"nav_badges": badges, "nav_items": SimpleLazyObject(lambda: doors(request, badges))}


def doors(request: HttpRequest, badges: Mapping[str, int]) -> list[Door]:
    """The places whose address exists, in their order; the nearest one above the page's own address is current."""
    known = [(place, _address(place.url)) for place in NAV]
    there = [(place, address) for place, address in known if address]
    above = [address for _place, address in there if _is_above(address, request.path)]
    here = max(above, key=len, default=None)
    return [
        Door(address, place.word, place.icon, place.main, address == here, badges.get(place.url, 0))
        for place, address in there
    ]


def _badges(request: HttpRequest) -> dict[str, int]:
    if not getattr(getattr(request, "user", None), "is_authenticated", False):
        return {}
    return {url: waiting for counter in _counters for url, waiting in counter(request).items()}


def _address(url: str) -> str:
    try:
        return reverse(url)
    except NoReverseMatch:
        return ""


def _is_above(address: str, path: str) -> bool:
    return path == address or (address != "/" and path.startswith(address))
