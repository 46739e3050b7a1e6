"""What a person has to look at before they decide about a breach: photos and stamps, parts side by side, words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from orders import stamp_selectors
from orders.models import Breach, Event, EventKind, Photo
from orders.wording import event_line
from rada.web.wording import instant

SPOKEN = (EventKind.MESSAGE, EventKind.DISAGREEMENT_REPORTED, EventKind.CANCELLED)
LAST_WORDS = 8


class Pair(NamedTuple):
    """One thing as it was agreed and as it was found."""

    label: str
    agreed: str
    found: str
    differs: bool


class Shown(NamedTuple):
    """A receipt's photo with where it comes from."""

    photo: Photo
    title: str
    told: str


def to_look_at(breach: Breach, events: Sequence[Event]) -> dict[str, Any]:
    """The photos, the pairs and the words on which this breach is decided; `events` with their remarks at hand."""
    if breach.rule in ("A4.stamp_mismatch", "A4.photo_reused"):
        return _of_photo(breach)
    if breach.rule == "B4.part_differs":
        return {"pairs": _of_part(breach, events)}
    if breach.rule == "A2.asked_to_cancel":
        return {"words": _around_the_cancellation(events)}
    return {}


def _of_photo(breach: Breach) -> dict[str, Any]:
    """Both photos where it was sent before, and both stamps."""
    photo = stamp_selectors.photo_told_by(breach.assignment, breach.subject)
    if photo is None:
        return {}
    check = stamp_selectors.check_of(photo)
    shown = [Shown(photo, _("This order's photo"), "")]
    if check is not None and check.other is not None:
        told = f"{check.other.assignment.order.code} · {check.other.assignment.partner} · {instant(check.other.at)}"
        shown.append(Shown(check.other.photo, _("The other order's photo"), told))
    stamped = breach.assignment.receipts.exclude(stamp="").order_by("-event__at", "-event__seq")
    issued = breach.facts.get("stamp_issued") or stamped.values_list("stamp", flat=True).first() or "—"
    read = photo.stamp_read or "—"
    return {"photos": shown, "pairs": [Pair(_("Stamp"), issued, read, issued.strip().upper() != read.strip().upper())]}


def _of_part(breach: Breach, events: Sequence[Event]) -> list[Pair]:
    """The approved quote's line beside the part that was put in; for a missing event what the breach's numbers say."""
    told = {event.event_id: event for event in events}
    replaced = told[breach.subject].payload if breach.subject in told else {}
    quoted = _quoted_line(replaced.get("line"), [told[each] for each in breach.evidence if each in told])
    labels = {"origin": _("Origin"), "brand": _("Brand"), "model": _("Model")}
    pairs = []
    for name, label in labels.items():
        found = breach.facts.get(name, {})
        agreed = quoted.get(name) or found.get("quoted") or "—"
        put_in = replaced.get(name) or found.get("replaced") or "—"
        pairs.append(Pair(label, agreed, put_in, name in breach.facts))
    return pairs


def _quoted_line(line: str | None, events: Sequence[Event]) -> dict[str, Any]:
    """The line of that name in the quote among the events; empty where there is none."""
    quotes = [event.payload["lines"] for event in events if event.kind == EventKind.QUOTED]
    return next((each for lines in quotes for each in lines if each["line"] == line), {})


def _around_the_cancellation(events: Sequence[Event]) -> list[tuple[str, str]]:
    """The last that both sides said, the cancellation among it, each with its instant."""
    spoken = [event for event in events if event.kind in SPOKEN][-LAST_WORDS:]
    texts = [{remark.field: remark.text for remark in event.remarks.all()} for event in spoken]
    return [(instant(event.at), event_line(event, text)) for event, text in zip(spoken, texts, strict=True)]
