"""What an order's papers say, read from its timeline: the approved quote, the parts put in, the receipts, in đồng.

Names, serials and the words of a warranty stand beside their events and may have been erased since; then they are "".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from orders.models import Event, EventKind

PART = "part"


class Line(NamedTuple):
    """A line of a quote or a receipt; `line` is its id in the quote, "" where it has none."""

    line: str
    kind: str
    code: str | None
    name: str
    unit_price: int
    qty: int
    origin: str = ""
    brand: str = ""
    model: str = ""
    warranty_days: int | None = None

    @property
    def amount(self) -> int:
        """What the line costs, in đồng."""
        return self.unit_price * self.qty

    @property
    def made(self) -> str:
        """`Thái Lan · Panasonic · 35 µF`."""
        return made_of(self.origin, self.brand, self.model)


@dataclass(frozen=True)
class Paper:
    """A quote or a receipt: its event, what the event does not say for ever, and its lines."""

    event: Event
    lines: tuple[Line, ...]
    total: int
    discount: int
    promotion: str

    @property
    def subtotal(self) -> int:
        """The lines together, before any discount."""
        return sum(line.amount for line in self.lines)

    @property
    def parts(self) -> dict[str, Line]:
        """The part lines by their id."""
        return {line.line: line for line in self.lines if line.kind == PART}


@dataclass(frozen=True)
class Receipt(Paper):
    """One receipt; `number` counts the assignment's receipts as they were recorded, from 1."""

    number: int
    stamp: str
    days: int | None
    terms: str


@dataclass(frozen=True)
class Part:
    """A part that was put in, and the line of the quote approved before it, where there is one."""

    event: Event
    line: str
    name: str
    origin: str
    brand: str
    model: str
    serial: str
    quoted: Line | None

    @property
    def made(self) -> str:
        """What was put in, in words."""
        return made_of(self.origin, self.brand, self.model)


class Difference(NamedTuple):
    """A line on which a receipt and the approved quote differ: what each asks for it (None: not in it)."""

    name: str
    quoted: Line | None
    billed: Line | None


def approved_quote(events: Iterable[Event], names: Mapping[str, str]) -> Paper | None:
    """The quote of the last approval, as commitments B2 reads it; `names` are the published prices' by code."""
    latest: dict[str, Event] = {}
    approved: Event | None = None
    is_engaged = False
    for event in events:
        if event.kind == EventKind.ACCEPTED:
            is_engaged = True
        elif is_engaged and event.kind == EventKind.QUOTED:
            latest[event.payload["quote"]] = event
        elif is_engaged and event.kind == EventKind.QUOTE_APPROVED:
            approved = latest.get(event.payload["quote"], approved)
    return _quote(approved, names) if approved is not None else None


def parts(events: Sequence[Event], names: Mapping[str, str]) -> list[Part]:
    """Every part that was put in, each beside what was approved for it then."""
    found = []
    for place, event in enumerate(events):
        if event.kind == EventKind.PART_REPLACED:
            quote = approved_quote(events[:place], names)
            found.append(_part(event, quote.parts if quote is not None else {}))
    return found


def receipts(events: Iterable[Event], names: Mapping[str, str]) -> list[Receipt]:
    """Every receipt, by its number."""
    issued = sorted((e for e in events if e.kind == EventKind.RECEIPT_ISSUED), key=lambda event: event.position)
    return [_receipt(event, number, names) for number, event in enumerate(issued, start=1)]


def ticked(events: Iterable[Event]) -> list[str]:
    """The steps of the checklist that were done, in the order in which they were."""
    done = (item for event in events if event.kind == EventKind.CHECKLIST_DONE for item in event.payload["items"])
    return list(dict.fromkeys(done))


def differences(quoted: Sequence[Line], billed: Sequence[Line]) -> list[Difference]:
    """The lines on which a receipt differs from the quote: by the quote's line id, else by what the line is."""
    left = list(quoted)
    pairs: list[tuple[Line | None, Line]] = []
    for line in billed:
        match = next((each for each in left if _is_same_line(each, line)), None)
        if match is not None:
            left.remove(match)
        pairs.append((match, line))
    changed = [Difference(line.name, match, line) for match, line in pairs if not _is_same_price(match, line)]
    return [*changed, *(Difference(line.name, line, None) for line in left)]


def made_of(*words: str) -> str:
    """Origin, brand and model in one line."""
    return " · ".join(word for word in words if word.strip())


def _is_same_line(quoted: Line, billed: Line) -> bool:
    if billed.line:
        return quoted.line == billed.line
    return (quoted.code, quoted.name) == (billed.code, billed.name)


def _is_same_price(quoted: Line | None, billed: Line) -> bool:
    return quoted is not None and (quoted.unit_price, quoted.qty) == (billed.unit_price, billed.qty)


def _quote(event: Event, names: Mapping[str, str]) -> Paper:
    extra = extra_of(event)
    return Paper(
        event,
        tuple(_lines(event, extra, names)),
        event.payload["total"],
        _whole(extra.get("discount")) or 0,
        _word(extra.get("promotion")),
    )


def _receipt(event: Event, number: int, names: Mapping[str, str]) -> Receipt:
    extra, payload = extra_of(event), event.payload
    warranty = payload["warranty"] or {}
    texts = {remark.field: remark.text for remark in event.remarks.all()}
    return Receipt(
        event=event,
        lines=tuple(_lines(event, extra, names)),
        total=payload["total"],
        discount=payload.get("discount", 0),
        promotion=_word(extra.get("promotion")),
        number=number,
        stamp=(payload["stamp"] or "").strip(),
        days=warranty.get("days"),
        terms=texts.get("warranty.terms", ""),
    )


def _part(event: Event, quoted: Mapping[str, Line]) -> Part:
    extra, payload = extra_of(event), event.payload
    line = quoted.get(payload["line"] or "")
    return Part(
        event=event,
        line=payload["line"] or "",
        name=_word(extra.get("name")) or (line.name if line is not None else ""),
        origin=payload.get("origin") or "",
        brand=payload.get("brand") or "",
        model=payload.get("model") or "",
        serial=_word(extra.get("serial")),
        quoted=line,
    )


def _lines(event: Event, extra: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Line]:
    """The event's lines, each with its name: its own, else the published one, else its code."""
    beside = extra.get("lines")
    told = beside if isinstance(beside, dict) else {}
    for index, line in enumerate(event.payload["lines"]):
        own = told.get(str(index))
        words = own if isinstance(own, dict) else {}
        code = line["code"]
        yield Line(
            line=line.get("line") or _word(words.get("line")),
            kind=line.get("kind") or _word(words.get("kind")),
            code=code,
            name=_word(words.get("name")) or names.get(code or "", "") or code or "",
            unit_price=line["unit_price"],
            qty=line["qty"],
            origin=line.get("origin") or "",
            brand=line.get("brand") or "",
            model=line.get("model") or "",
            warranty_days=line.get("warranty_days"),
        )


def extra_of(event: Event) -> dict[str, Any]:
    """What an event says beyond the contract's fields; empty where that was erased."""
    text = next((remark.text for remark in event.remarks.all() if remark.field == "extra"), "")
    told = json.loads(text) if text else {}
    return told if isinstance(told, dict) else {}


def _word(value: Any) -> str:
    """A text that somebody reported, where it is one."""
    return value.strip() if isinstance(value, str) else ""


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
