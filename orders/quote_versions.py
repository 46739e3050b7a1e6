"""What a timeline tells of its quotes: every version with its lines, names and the customer's answer. Money is đồng."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any, NamedTuple

from orders import pricing, transitions
from orders.models import Event, EventKind, Quote
from orders.services import rows

NO_NAMES: Mapping[str, str] = {}


class QuotedLine(NamedTuple):
    """One line of a quote; `code` is None for what stands outside the price list, `name` is "" where it was erased."""

    line: str
    kind: str
    code: str | None
    name: str
    unit_price: int
    qty: int
    origin: str
    brand: str
    model: str
    warranty_days: int | None
    is_refused: bool

    @property
    def amount(self) -> int:
        """What the line costs, in đồng."""
        return self.unit_price * self.qty

    @property
    def is_part(self) -> bool:
        """A part: whoever puts it in states origin, brand and model."""
        return self.kind == pricing.PART


class Version(NamedTuple):
    """One version of a quote. `number` counts the versions of one reference from 1."""

    event_pk: int
    reference: str
    number: int
    at: datetime
    status: str
    digest: str
    total: int
    promotion: str
    promotion_title: str
    lines: tuple[QuotedLine, ...]
    answered_at: datetime | None
    answer_text: str

    @property
    def subtotal(self) -> int:
        """What the lines cost before the discount."""
        return sum(line.amount for line in self.lines)

    @property
    def discount(self) -> int:
        """What the total is below the lines."""
        return max(0, self.subtotal - self.total)

    @property
    def is_waiting(self) -> bool:
        """Whether the customer can answer it."""
        return self.status == Quote.Status.WAITING

    @property
    def is_approved(self) -> bool:
        """Whether the customer approved it."""
        return self.status == Quote.Status.APPROVED

    @property
    def is_rejected(self) -> bool:
        """Whether the customer did not want it so."""
        return self.status == Quote.Status.REJECTED


def versions(
    events: Sequence[Event], *, now: datetime, content: Mapping[str, Any], names: Mapping[str, str] = NO_NAMES
) -> list[Version]:
    """Every version quoted until `now`, in the order of quoting.

    `events` are in the timeline's order with their remarks; `content` is of the pinned terms, `names` are of services.
    """
    listed = {line.code: line.name for line in pricing.price_list(content, names)}
    titles, statuses = pricing.promotion_titles(content), rows.quote_statuses(events, now)
    told: list[Event] = []
    answers: dict[int, Event] = {}
    for event in events:
        if event.at > now:
            continue
        if event.kind == EventKind.QUOTED:
            told.append(event)
        elif event.kind in rows.ANSWERS:
            asked = [each for each in told if each.payload["quote"] == event.payload["quote"]]
            answers |= {each.pk: event for each in asked[-1:]}
    return [
        _version(event, told[:index], answers.get(event.pk), statuses[event.pk], listed, titles)
        for index, event in enumerate(told)
    ]


def approved(told: Iterable[Version]) -> Version | None:
    """The version under which the partner works: the one that was approved last."""
    return max((each for each in told if each.is_approved), key=_answered, default=None)


def to_answer(told: Iterable[Version], status: str) -> Version | None:
    """The version that the customer can answer while the assignment stands at this status."""
    if transitions.step(EventKind.QUOTE_APPROVED, status, "customer") is None:
        return None
    return next((each for each in told if each.is_waiting), None)


def seen(events: Iterable[Event]) -> int:
    """How much of quotes a page has shown: a form notes it, so that what happened since is noticed."""
    return sum(event.kind in rows.QUOTE_KINDS for event in events)


def extras_of(event: Event) -> dict[str, Any]:
    """What an act said beyond the contract's fields; empty where nothing was said, or it was erased."""
    kept = next((each.text for each in event.remarks.all() if each.field == "extra" and each.text), "")
    found = json.loads(kept) if kept else {}
    return found if isinstance(found, dict) else {}


def line_of(row: Mapping[str, Any]) -> QuotedLine:
    """A line as a quote states it, read back."""
    return _line(row, _text(row.get("name")), NO_NAMES, frozenset())


def _answered(version: Version) -> datetime:
    return version.answered_at or version.at


def _version(
    event: Event, before: Sequence[Event], answer: Event | None, status: str, listed: Mapping[str, str],
    titles: Mapping[str, str],
) -> Version:  # fmt: skip
    extras, answered = extras_of(event), extras_of(answer) if answer is not None else {}
    named, refused = _mapping(extras.get("lines")), answered.get("declined")
    refused = set(map(str, refused)) if isinstance(refused, list) else set()
    code = _text(extras.get("promotion"))
    return Version(
        event_pk=event.pk,
        reference=event.payload["quote"],
        number=1 + sum(each.payload["quote"] == event.payload["quote"] for each in before),
        at=event.at,
        status=status,
        digest=rows.quote_digest(event.payload),
        total=event.payload["total"],
        promotion=code,
        promotion_title=titles.get(code, code),
        lines=tuple(
            _line(line, _text(_mapping(named.get(str(index))).get("name")), listed, refused)
            for index, line in enumerate(event.payload["lines"])
        ),
        answered_at=answer.at if answer is not None else None,
        answer_text=_answer_text(answer),
    )


def _line(line: Mapping[str, Any], name: str, listed: Mapping[str, str], refused: Set[str]) -> QuotedLine:
    code = line["code"]
    return QuotedLine(
        line=line["line"],
        kind=line["kind"],
        code=code,
        name=name or listed.get(code or "", "") or code or "",
        unit_price=line["unit_price"],
        qty=line["qty"],
        origin=line.get("origin") or "",
        brand=line.get("brand") or "",
        model=line.get("model") or "",
        warranty_days=line.get("warranty_days"),
        is_refused=line["line"] in refused,
    )


def _answer_text(answer: Event | None) -> str:
    if answer is None:
        return ""
    return next((each.text for each in answer.remarks.all() if each.field == "text"), "")


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
