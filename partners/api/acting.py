"""Whom an integration acts for: `Rada-Acting-For: rada`, `staff:12`, `member:34`, `customer:RD-7K2F-M9QX`.

What follows is as if that person called: the same selectors, the same permissions. An upper app adds its own ways.
"""

from __future__ import annotations

from collections.abc import Callable

from partners import people
from partners.actors import Actor, actor_of

Way = Callable[[str], Actor | None]
RADA = Actor(kind="rada")

_ways: dict[str, Way] = {}


def also(word: str, way: Way) -> None:
    """Let integrations act for what `way` finds by the text after `word:`; called from an app's `ready()`."""
    _ways[word] = way


def acted_for(told: str) -> Actor | None:
    """Who is acted for; None where there is nobody of that name."""
    word, _colon, name = told.partition(":")
    way = _ways.get(word)
    return way(name) if way is not None and len(name) < 19 and name.isascii() else None


def _rada(name: str) -> Actor | None:
    return RADA if not name else None


def _staff(name: str) -> Actor | None:
    user = people.active_account(int(name)) if name.isdigit() else None
    actor = actor_of(user) if user is not None else None
    return actor if actor is not None and actor.is_staff else None


def _member(name: str) -> Actor | None:
    user = people.account_of_member(int(name)) if name.isdigit() else None
    return actor_of(user) if user is not None else None


also("rada", _rada)
also("staff", _staff)
also("member", _member)
