"""The kinds of events that webhooks tell of; each upper app says from its `ready()` what of its things becomes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """`name` as `order.accepted`; `carries` are the names in its data: ids, codes, instants, states and no person."""

    name: str
    title: Any
    carries: tuple[str, ...]

    @property
    def family(self) -> str:
        """What it is about: `order`, `breach`, ..."""
        return self.name.partition(".")[0]


PING = Kind("ping", _("a test of the connection"), ("endpoint",))
_kinds: dict[str, Kind] = {PING.name: PING}


def add(*kinds: Kind) -> None:
    """Let these be told of; called from an upper app's `ready()`."""
    _kinds.update({kind.name: kind for kind in kinds})


def known() -> list[Kind]:
    """Every kind that an endpoint can ask for; a test of the connection goes to whom it is for."""
    return [kind for kind in _kinds.values() if kind is not PING]


def named(name: str) -> Kind:
    """The kind of this name. Raises KeyError."""
    return _kinds[name]
