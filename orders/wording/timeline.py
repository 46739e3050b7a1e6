"""One line for each event of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.wording.reasons import category_words, outcome_words, reason_words
from orders.wording.spans import instant_of, window
from rada.lib.money import format_vnd

Texts = Mapping[str, str]


class Fact(Protocol):
    """An event's row, or whatever else tells its kind, actor, payload and whether it was said on the phone."""

    kind: str
    actor: str
    payload: Mapping[str, Any]

    @property
    def is_spoken(self) -> bool: ...


def who(actor: str) -> str:
    """Who acted, at the start of a sentence."""
    return {
        "customer": _("The customer"),
        "partner": _("The partner"),
        "rada": "Rada",
        "system": _("The system"),
    }[actor]


def event_line(event: Fact, texts: Texts | None = None) -> str:
    """One line that tells the event. `texts` are its remarks, by field; what is missing there was erased."""
    line = LINES[event.kind](event, texts or {})
    return _("%(line)s (as the customer said on the phone)") % {"line": line} if event.is_spoken else line


def quoted(event: Fact, texts: Texts, field: str = "text") -> str:
    """The event's free text in quotation marks on one line; what stands in its place where it is gone."""
    if texts.get(field, "").strip():
        return f"“{' '.join(texts[field].split())}”"
    kept = event.payload.get(field)
    return _("(no text)") if kept is None or kept.get("blank") else _("(text erased)")


def _offered(event: Fact, texts: Texts) -> str:
    return _("Rada offered the order")


def _accepted(event: Fact, texts: Texts) -> str:
    return _("The partner accepted the order")


def _declined(event: Fact, texts: Texts) -> str:
    return _("The partner declined: %(reason)s") % {
        "reason": reason_words(event.payload["reason"], texts.get("reason"))
    }


def _withdrawn(event: Fact, texts: Texts) -> str:
    return _("%(who)s withdrew the offer") % {"who": who(event.actor)}


def _scheduled(event: Fact, texts: Texts) -> str:
    arrival = window(instant_of(event.payload["arrive_from"]), instant_of(event.payload["arrive_to"]))
    return _("%(who)s set the appointment: %(window)s") % {"who": who(event.actor), "window": arrival}


def _message(event: Fact, texts: Texts) -> str:
    if texts.get("text") == "" and '"photos"' in str(texts.get("extra", "")):
        return _("%(who)s sent photos without a text") % {"who": who(event.actor)}
    text = quoted(event, texts)
    if event.payload.get("auto"):
        return _("Automatic message: %(text)s") % {"text": text}
    sentence = (
        _("%(who)s wrote: %(text)s")
        if event.payload.get("needs_reply", True) or event.actor != "customer"
        else _("%(who)s wrote, no reply needed: %(text)s")
    )
    return sentence % {"who": who(event.actor), "text": text}


def _reply_not_needed(event: Fact, texts: Texts) -> str:
    return _("%(who)s said that no reply is needed") % {"who": who(event.actor)}


def _disagreement_reported(event: Fact, texts: Texts) -> str:
    return _("The partner reported a disagreement: %(text)s") % {"text": quoted(event, texts)}


def _cancelled(event: Fact, texts: Texts) -> str:
    return _("%(who)s cancelled: %(reason)s") % {
        "who": who(event.actor),
        "reason": reason_words(event.payload["reason"], texts.get("reason")),
    }


def _quoted(event: Fact, texts: Texts) -> str:
    lines = event.payload["lines"]
    return ngettext(
        "The partner quoted %(total)s, %(count)d line", "The partner quoted %(total)s, %(count)d lines", len(lines)
    ) % {"total": format_vnd(event.payload["total"]), "count": len(lines)}


def _quote_approved(event: Fact, texts: Texts) -> str:
    return _("The customer approved the quote")


def _quote_rejected(event: Fact, texts: Texts) -> str:
    return _("The customer rejected the quote")


def _arrived(event: Fact, texts: Texts) -> str:
    return _("The partner arrived")


def _part_replaced(event: Fact, texts: Texts) -> str:
    part = " ".join(filter(None, (event.payload.get("brand"), event.payload.get("model"))))
    names = {"part": part or _("not named"), "origin": event.payload.get("origin")}
    if not names["origin"]:
        return _("The partner replaced a part: %(part)s, origin not stated") % names
    return _("The partner replaced a part: %(part)s, from %(origin)s") % names


def _checklist_done(event: Fact, texts: Texts) -> str:
    items = event.payload["items"]
    return ngettext(
        "The partner did %(count)d step of the checklist",
        "The partner did %(count)d steps of the checklist",
        len(items),
    ) % {"count": len(items)}


def _completed(event: Fact, texts: Texts) -> str:
    return _("The partner completed the work")


def _receipt_issued(event: Fact, texts: Texts) -> str:
    names = {"total": format_vnd(event.payload["total"]), "stamp": (event.payload["stamp"] or "").strip()}
    if not names["stamp"]:
        return _("The partner issued a receipt of %(total)s without a stamp") % names
    return _("The partner issued a receipt of %(total)s, stamp %(stamp)s") % names


def _photo_requested(event: Fact, texts: Texts) -> str:
    return _("The partner asked for a photo of the receipt")


def _photo_uploaded(event: Fact, texts: Texts) -> str:
    stamp = (event.payload.get("stamp_read") or "").strip()
    if not stamp:
        return _("The customer sent a photo of the receipt; no stamp could be read on it")
    return _("The customer sent a photo of the receipt, stamp %(stamp)s") % {"stamp": stamp}


def _complaint_opened(event: Fact, texts: Texts) -> str:
    return _("%(who)s complained (%(category)s): %(text)s") % {
        "who": who(event.actor),
        "category": category_words(event.payload["category"], texts.get("category")),
        "text": quoted(event, texts),
    }


def _complaint_info_requested(event: Fact, texts: Texts) -> str:
    return _("Rada asked the partner about the complaint: %(text)s") % {"text": quoted(event, texts)}


def _complaint_reopened(event: Fact, texts: Texts) -> str:
    return _("%(who)s reopened the complaint") % {"who": who(event.actor)}


def _complaint_reply(event: Fact, texts: Texts) -> str:
    return _("The partner answered the complaint: %(text)s") % {"text": quoted(event, texts)}


def _complaint_closed(event: Fact, texts: Texts) -> str:
    names = {"outcome": outcome_words(event.payload["outcome"]), "clause": event.payload.get("clause")}
    if event.payload["outcome"] == "upheld":
        return _("Rada closed the complaint: %(outcome)s under clause %(clause)s") % names
    return _("Rada closed the complaint: %(outcome)s") % names


LINES: dict[str, Callable[[Fact, Texts], str]] = {
    "offered": _offered,
    "accepted": _accepted,
    "declined": _declined,
    "withdrawn": _withdrawn,
    "scheduled": _scheduled,
    "message": _message,
    "reply_not_needed": _reply_not_needed,
    "disagreement_reported": _disagreement_reported,
    "cancelled": _cancelled,
    "quoted": _quoted,
    "quote_approved": _quote_approved,
    "quote_rejected": _quote_rejected,
    "arrived": _arrived,
    "part_replaced": _part_replaced,
    "checklist_done": _checklist_done,
    "completed": _completed,
    "receipt_issued": _receipt_issued,
    "photo_requested": _photo_requested,
    "photo_uploaded": _photo_uploaded,
    "complaint_opened": _complaint_opened,
    "complaint_info_requested": _complaint_info_requested,
    "complaint_reopened": _complaint_reopened,
    "complaint_reply": _complaint_reply,
    "complaint_closed": _complaint_closed,
}
