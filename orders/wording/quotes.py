"""What changed between two versions of a quote, line by line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from typing import NamedTuple, Protocol

from django.utils.translation import gettext as _

from rada.lib.money import format_vnd


class Line(Protocol):
    """One line of a quote."""

    @property
    def line(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def unit_price(self) -> int: ...
    @property
    def qty(self) -> int: ...
    @property
    def amount(self) -> int: ...
    @property
    def origin(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def warranty_days(self) -> int | None: ...


class Version(Protocol):
    """A version of a quote, with its lines."""

    @property
    def lines(self) -> Sequence[Line]: ...


class Change(NamedTuple):
    """How a line differs from the version before: `word` for a chip ("" where it does not), `was` says more."""

    word: str
    was: str


SAME = Change("", "")


def changes(before: Version, lines: Iterable[Line]) -> list[tuple[Line, Change]]:
    """Each line with how it differs from the line of the same id before."""
    known = {line.line: line for line in before.lines}
    return [(line, change(known.get(line.line), line)) for line in lines]


def left_out(before: Version, kept: Set[str]) -> list[Line]:
    """The lines of the version before that are not among the ids kept."""
    return [line for line in before.lines if line.line not in kept]


def change(before: Line | None, line: Line) -> Change:
    """How one line differs from what it was; `before` is None for a new one."""
    if before is None:
        return Change(_("new"), "")
    told = [sentence for differs, sentence in _differences(before, line) if differs]
    return Change(_("changed"), " ".join(told)) if told else SAME


def _differences(before: Line, line: Line) -> list[tuple[bool, str]]:
    return [
        (before.name != line.name and bool(before.name), _("Before: %(what)s.") % {"what": before.name}),
        (
            (before.unit_price, before.qty) != (line.unit_price, line.qty),
            _("Before: %(qty)s × %(price)s.") % {"qty": before.qty, "price": format_vnd(before.unit_price)},
        ),
        (
            _make(before) != _make(line) and bool(_make(before)),
            _("Before: %(what)s.") % {"what": _make(before)},
        ),
        (
            before.warranty_days != line.warranty_days and before.warranty_days is not None,
            _("Before: warranty %(days)s days.") % {"days": before.warranty_days},
        ),
    ]


def _make(line: Line) -> str:
    return " · ".join(filter(None, (line.origin, line.brand, line.model)))
