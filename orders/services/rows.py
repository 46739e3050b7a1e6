"""The look-up rows of a timeline: each is made from its event alone, and exists for every event of its kind."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models

from orders.models import (
    Assignment,
    Cancellation,
    Event,
    EventKind,
    Message,
    Photo,
    Quote,
    QuoteLine,
    Receipt,
    ReceiptLine,
    ReplacedPart,
)
from orders.services import stamps

LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Projection:
    """How events of one kind become rows of one table, with their lines."""

    model: type[models.Model]
    columns: Callable[[dict[str, Any], Event], dict[str, Any]]
    line_model: type[models.Model] | None = None
    owner: str = ""
    lines: Callable[[dict[str, Any]], list[dict[str, Any]]] | None = None


def settle(
    assignment: Assignment, events: Sequence[Event], *, now: datetime, kinds: set[str], added: Sequence[Event] = ()
) -> None:
    """Add the rows that are missing for events of these kinds, then what depends on the order of events.

    Those are the `added` events'; where none are named the database is asked.
    """
    for kind in kinds & PROJECTIONS.keys():
        projection = PROJECTIONS[kind]
        missing = [event for event in added if event.kind == kind] if added else _missing(assignment, kind, events)
        _add(assignment, projection, missing)
    if kinds & QUOTE_KINDS:
        _settle_quotes(assignment, events, now)
    if EventKind.RECEIPT_ISSUED in kinds:
        stamps.bind(assignment, events)


def expected(kind: str, event: Event) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The columns of an event's row and of its lines, as `rebuild --check` compares them."""
    projection = PROJECTIONS[kind]
    lines = projection.lines(event.payload) if projection.lines else []
    return projection.columns(event.payload, event), lines


def quote_statuses(events: Sequence[Event], now: datetime) -> dict[int, str]:
    """The status of each quote version, by its event's primary key."""
    statuses: dict[int, str] = {}
    latest: dict[str, int] = {}
    for event in events:
        reference = event.payload.get("quote") if event.at <= now else None
        if event.kind == EventKind.QUOTED and reference is not None:
            statuses |= {pk: Quote.Status.REPLACED for pk, status in statuses.items() if status == Quote.Status.WAITING}
            latest[reference] = event.pk
            statuses[event.pk] = Quote.Status.WAITING
        elif event.kind in ANSWERS and reference in latest:
            statuses[latest[reference]] = ANSWERS[event.kind]
    return statuses


def _missing(assignment: Assignment, kind: str, events: Sequence[Event]) -> list[Event]:
    rows = PROJECTIONS[kind].model._default_manager.filter(assignment=assignment)
    there = set(rows.values_list("event_id", flat=True))
    return [event for event in events if event.kind == kind and event.pk not in there]


def _add(assignment: Assignment, projection: Projection, events: list[Event]) -> None:
    if not events:
        return
    made = projection.model._default_manager.bulk_create(
        [
            projection.model(assignment=assignment, event=event, **projection.columns(event.payload, event))
            for event in events
        ]
    )
    if projection.line_model is None or projection.lines is None:
        return
    projection.line_model._default_manager.bulk_create(
        projection.line_model(**{projection.owner: row}, **columns)
        for row, event in zip(made, events, strict=True)
        for columns in projection.lines(event.payload)
    )


def _settle_quotes(assignment: Assignment, events: Sequence[Event], now: datetime) -> None:
    statuses = quote_statuses(events, now)
    changed = []
    for quote in assignment.quotes.all():
        status = statuses.get(quote.event_id, Quote.Status.WAITING)
        if quote.status != status:
            quote.status = status
            changed.append(quote)
    Quote.objects.bulk_update(changed, ["status"])


def _fitting(number: int | None) -> int | None:
    """A number as a column holds it: the event keeps an absurd one as it was told, and is what is judged."""
    return None if number is None else max(-LARGEST, min(LARGEST, number))


def _message(payload: dict[str, Any], event: Event) -> dict[str, Any]:
    return {"actor": event.actor, "needs_reply": payload.get("needs_reply", True), "auto": payload.get("auto", False)}


def _cancellation(payload: dict[str, Any], event: Event) -> dict[str, Any]:
    reason = payload["reason"]
    return {"actor": event.actor, "reason": reason if isinstance(reason, str) else ""}


def quote_digest(payload: dict[str, Any]) -> str:
    """SHA-256 of what a customer approves: the reference, the total and every line."""
    approved = {name: payload[name] for name in ("quote", "total", "lines")}
    return hashlib.sha256(json.dumps(approved, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _quote(payload: dict[str, Any], event: Event) -> dict[str, Any]:
    return {"reference": payload["quote"], "total_vnd": _fitting(payload["total"]), "digest": quote_digest(payload)}


def _quote_lines(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "line": line["line"],
            "kind": line["kind"],
            "code": line["code"],
            "unit_price_vnd": _fitting(line["unit_price"]),
            "qty": _fitting(line["qty"]),
            "origin": line.get("origin") or "",
            "brand": line.get("brand") or "",
            "model": line.get("model") or "",
            "warranty_days": _fitting(line.get("warranty_days")),
        }
        for line in payload["lines"]
    ]


def _part(payload: dict[str, Any], event: Event) -> dict[str, Any]:
    return {name: payload.get(name) or "" for name in ("line", "origin", "brand", "model")}


def _receipt(payload: dict[str, Any], event: Event) -> dict[str, Any]:
    warranty = payload["warranty"]
    return {
        "stamp": payload["stamp"] or "",
        "total_vnd": _fitting(payload["total"]),
        "discount_vnd": _fitting(payload.get("discount", 0)),
        "has_warranty": warranty is not None,
        "warranty_days": _fitting(warranty.get("days")) if warranty else None,
    }


def _receipt_lines(payload: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "index": index,
            "code": line["code"],
            "unit_price_vnd": _fitting(line["unit_price"]),
            "qty": _fitting(line["qty"]),
        }
        for index, line in enumerate(payload["lines"])
    ]


def _photo(payload: dict[str, Any], event: Event) -> dict[str, Any]:
    return {name: payload.get(name) or "" for name in ("stamp_read", "reused_from")}


PROJECTIONS: dict[str, Projection] = {
    EventKind.MESSAGE: Projection(Message, _message),
    EventKind.CANCELLED: Projection(Cancellation, _cancellation),
    EventKind.QUOTED: Projection(Quote, _quote, QuoteLine, "quote", _quote_lines),
    EventKind.PART_REPLACED: Projection(ReplacedPart, _part),
    EventKind.RECEIPT_ISSUED: Projection(Receipt, _receipt, ReceiptLine, "receipt", _receipt_lines),
    EventKind.PHOTO_UPLOADED: Projection(Photo, _photo),
}
ANSWERS: dict[str, str] = {
    EventKind.QUOTE_APPROVED: Quote.Status.APPROVED,
    EventKind.QUOTE_REJECTED: Quote.Status.REJECTED,
}
QUOTE_KINDS = {EventKind.QUOTED.value, EventKind.QUOTE_APPROVED.value, EventKind.QUOTE_REJECTED.value}
