"""The drawing of one clock's hours: what counted, when it rested, how late it got. Geometry only, for an SVG."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from rada.web import wording
from rada.web.clock_faces import Rest, united

Piece = tuple[str, datetime, datetime]

WIDTH = 340
# A night is drawn short: eleven hours to scale would leave nothing of the twenty minutes that count.
REST_WIDTH = 74
LETTER = 6.4  # the width of one in a label
LEAST_SHARE = 0.2  # no counted stretch is drawn too narrow for its own words


@dataclass(frozen=True)
class Stretch:
    """A piece of the strip, in the drawing's units; `kind` is counted, rest or late."""

    kind: str
    begin: datetime
    end: datetime
    x: float
    width: float

    @property
    def middle(self) -> float:
        """Where its words are centred."""
        return round(self.x + self.width / 2, 1)

    @property
    def words(self) -> str:
        """How long it is; a rest and a late one say so."""
        span = wording.short_span((self.end - self.begin) // timedelta(minutes=1))
        said = {"late": _("%(span)s late"), "rest": _("rests %(span)s")}
        return said[self.kind] % {"span": span} if self.kind in said else span

    @property
    def label(self) -> str:
        """Its words, where they have room below it."""
        return self.words if len(self.words) * LETTER <= self.width else ""


def stretches(begin: datetime, due_at: datetime, end: datetime, rests: Iterable[Rest] = ()) -> list[Stretch]:
    """The strip from `begin` to `end` (when it was met, or the present): rests count only up to the due instant."""
    pieces = list(_pieces(begin, due_at, max(end, begin), united(rests)))
    resting = sum(kind == "rest" for kind, _since, _to in pieces)
    rest_width = min(REST_WIDTH, WIDTH * 0.5 / resting) if resting else 0
    room = WIDTH - resting * rest_width
    lengths = [(to - since) / timedelta(minutes=1) for kind, since, to in pieces if kind != "rest"]
    weights = iter([max(length, sum(lengths) * LEAST_SHARE) for length in lengths])
    total = sum(max(length, sum(lengths) * LEAST_SHARE) for length in lengths)
    drawn, x = [], 0.0
    for kind, since, to in pieces:
        width = rest_width if kind == "rest" else room * next(weights) / total
        drawn.append(Stretch(kind, since, to, round(x, 1), round(width, 1)))
        x += width
    return drawn


def _pieces(begin: datetime, due_at: datetime, end: datetime, rests: tuple[Rest, ...]) -> Iterator[Piece]:
    edges = {begin, end} | ({due_at} if begin < due_at < end else set())
    edges |= {edge for rest in rests for edge in rest if begin < edge < min(end, due_at)}
    for since, to in pairwise(sorted(edges)):
        if since >= due_at:
            yield "late", since, to
        elif any(rest[0] <= since and to <= rest[1] for rest in rests):
            yield "rest", since, to
        else:
            yield "counted", since, to
