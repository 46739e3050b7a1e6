"""Personal data in the words of its customer: what is kept, why, until when; what was asked and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orders.models import DataRequest, DataRequestStep, Erasure
from rada.web.clock import VIETNAM

Kind = DataRequestStep.Kind
TONES = {"open": "accent", "done": "kept", "refused": "soon", "taken_back": ""}
DATED: tuple[tuple[str, Any, Any, Any], ...] = (
    (
        Erasure.Extent.PERSON, _("Your name, phone and address"),
        _("also what you asked for, quotes, receipts and the warranty"),
        _("so that the company can come, and because claims from the work can be made for three years"),
    ),
    (
        Erasure.Extent.TALK, _("What was written"), _("messages, reasons and complaints"),
        _("so that a disagreement can be settled by what was really said"),
    ),
    (
        Erasure.Extent.PHOTOS, _("Photos"),
        _("of the work, of parts and of the receipt; where they were taken is never kept"),
        _("to show that the work was done and paid"),
    ),
)  # fmt: skip
STAYS = _(
    "What the company kept and broke stays for good, without your name and without a word of yours: times, prices and "
    "stamps. Links to your order end by themselves 180 days after they were made."
)
REFUSALS: Mapping[str, Any] = {
    "must_be_kept": _("it must be kept for now"),
    "not_the_customer": _("whoever asked is not the customer"),
    "nothing_held": _("nothing of this kind is kept"),
    "other": _("another reason"),
}
EXTENSIONS: Mapping[str, Any] = {
    "several_sources": _("the data lies in several places"),
    "identity_unclear": _("we must make sure who is asking"),
    "other": _("another reason"),
}


class Holding(NamedTuple):
    """One kind of data that is kept of an order."""

    title: str
    what: str
    why: str
    until: str


class Asked(NamedTuple):
    """One request as its customer reads it."""

    request: DataRequest
    word: str
    tone: str
    said: list[str]
    answer_by: str
    done_by: str


def holdings(ends: Mapping[Any, datetime] | None) -> list[Holding]:
    """What is kept; `ends` are the days on which it goes, None while the order is not finished."""
    return [
        Holding(str(title), str(what), str(why), _until(ends[extent] if ends else None))
        for extent, title, what, why in DATED
    ]


def asked(request: DataRequest, steps: list[DataRequestStep]) -> Asked:
    """The request with a line for each step that says something; what was erased says nothing."""
    word = request.get_state_display()
    said = [line for step in steps if (line := _line(step))]
    return Asked(request, word, TONES[request.state], said, day(request.answer_due_at), day(request.due_at))


def reason_line(step: DataRequestStep) -> str:
    """Why it was refused or takes longer."""
    return str({**REFUSALS, **EXTENSIONS}.get(step.reason, ""))


def _line(step: DataRequestStep) -> str:
    if step.kind == Kind.ACKNOWLEDGED:
        return " ".join(filter(None, (_now("Rada is working on it."), step.note)))
    if step.kind == Kind.EXTENDED and step.due_at is not None:
        names = {"until": day(step.due_at), "reason": reason_line(step)}
        return f"{_now('It takes until %(until)s: %(reason)s.') % names} {step.note}".strip()
    if step.kind == Kind.REFUSED:
        return f"{_now('Not done: %(reason)s.') % {'reason': reason_line(step)}} {step.note}".strip()
    return ""


def day(at: datetime) -> str:
    """`22/11/2026`: the last day before an instant at midnight, in Vietnam; else the day of the instant."""
    local = at.astimezone(VIETNAM)
    if not any((local.hour, local.minute, local.second, local.microsecond)):
        local = datetime.fromtimestamp(local.timestamp() - 1, tz=VIETNAM)
    return f"{local:%d/%m/%Y}"


def _until(end: datetime | None) -> str:
    return _now("counted from the end of the order") if end is None else _now("until %(day)s") % {"day": day(end)}
