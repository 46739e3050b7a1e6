"""What an event broke by itself, as a sentence without its full stop."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.wording.reasons import reason_words
from orders.wording.spans import exact_span, instant_of, moment, window
from orders.wording.timeline import who
from rada.lib.money import format_vnd
from rada.web.wording import days_words

Facts = Mapping[str, Any]  # the finding's, with `at` (when it occurred) and `evidence` (ids of events)


def declined_in_hours(facts: Facts) -> str:
    """A1."""
    return _("The order was offered within your service hours and declined: %(reason)s") % {
        "reason": reason_words(facts["reason"])
    }


def cancelled(facts: Facts) -> str:
    """A2, by the partner."""
    reported = facts["disagreement_reported_before"]
    sentence = (
        _("The partner cancelled after accepting: %(reason)s; a disagreement had been reported before")
        if reported
        else _("The partner cancelled after accepting: %(reason)s; no disagreement had been reported before")
    )
    return sentence % {"reason": reason_words(facts["reason"])}


def asked_to_cancel(facts: Facts) -> str:
    """A2, in the partner's stead."""
    return _("%(who)s cancelled because the partner asked for it") % {"who": who(facts["cancelled_by"])}


def short_notice(facts: Facts) -> str:
    """A3."""
    return _("The appointment %(window)s was moved less than %(span)s before it, or during it") % {
        "window": window(instant_of(facts["arrive_from"]), instant_of(facts["arrive_to"])),
        "span": exact_span(facts["short_notice_minutes"]),
    }


def stamp_mismatch(facts: Facts) -> str:
    """A4."""
    return _("The photo shows stamp %(read)s, the receipt says %(issued)s") % {
        "read": facts["stamp_read"].strip(),
        "issued": facts["stamp_issued"].strip(),
    }


def photo_reused(facts: Facts) -> str:
    """A4."""
    return _("The photo was sent before, as %(photo)s") % {"photo": facts["reused_from"]}


def overpriced(facts: Facts) -> str:
    """B1."""
    sentence = (
        _("%(code)s: %(charged)s charged, %(max)s published, %(more)s too much (%(percent)d %% tolerated)")
        if facts["tolerance_percent"]
        else _("%(code)s: %(charged)s charged, %(max)s published, %(more)s too much")
    )
    return sentence % {
        "code": facts["code"],
        "charged": format_vnd(facts["charged"]),
        "max": format_vnd(facts["max"]),
        "more": format_vnd(facts["charged"] - facts["max"]),
        "percent": facts["tolerance_percent"],
    }


def promotion_withheld(facts: Facts) -> str:
    """B1."""
    return _("Promotion %(code)s promises %(promised)s off, the receipt gives %(given)s") % {
        "code": facts["promotion"],
        "promised": format_vnd(facts["promised"]),
        "given": format_vnd(facts["given"]),
    }


def unapproved_part(facts: Facts) -> str:
    """B2."""
    if facts["approved_quote"] is None:
        return _("A part was replaced, and no quote had been approved")
    return _("A part was replaced that is not in the approved quote %(quote)s") % {"quote": facts["approved_quote"]}


def over_quote(facts: Facts) -> str:
    """B2."""
    return _("The receipt says %(charged)s, the approved quote %(approved)s: %(more)s more") % {
        "charged": format_vnd(facts["charged"]),
        "approved": format_vnd(facts["approved"]),
        "more": format_vnd(facts["charged"] - facts["approved"]),
    }


def no_warranty_info(facts: Facts) -> str:
    """B3."""
    return _("A part was replaced, and the receipt does not state the warranty's days and terms")


def warranty_short(facts: Facts) -> str:
    """B3."""
    return _("The receipt gives %(days)s of warranty, %(promised)s were promised") % {
        "days": days_words(facts["days"]),
        "promised": days_words(facts["promised_days"]),
    }


def origin_missing(facts: Facts) -> str:
    """B4."""
    return _("A part was replaced without its origin")


def part_differs(facts: Facts) -> str:
    """B4."""
    names = {"origin": _("origin"), "brand": _("brand"), "model": _("model")}
    differences = [
        _("%(field)s: %(quoted)s quoted, %(replaced)s put in") % {"field": names[field], **facts[field]}
        for field in names
        if field in facts
    ]
    return ", ".join(differences)


def checklist_skipped(facts: Facts) -> str:
    """B5."""
    missing = facts["missing"]
    return ngettext(
        "%(count)d step of the checklist is missing: %(steps)s",
        "%(count)d steps of the checklist are missing: %(steps)s",
        len(missing),
    ) % {"count": len(missing), "steps": ", ".join(missing)}


def reply_outside_window(facts: Facts) -> str:
    """C1. A second event in the evidence is the customer's message that this one answered."""
    sentence = (
        _("A message was sent at %(at)s, outside the care hours %(open)s–%(close)s, to a customer who was waiting")
        if len(facts["evidence"]) > 1
        else _("A message was sent at %(at)s, outside the care hours %(open)s–%(close)s")
    )
    return sentence % {"at": moment(facts["at"]), "open": facts["care_open"], "close": facts["care_close"]}


def upheld(facts: Facts, clause: str) -> str:
    """Any clause, by a person's judgement."""
    return _("Rada upheld complaint %(complaint)s under clause %(clause)s") % {
        "complaint": facts["complaint"],
        "clause": clause,
    }


SENTENCES: dict[str, Callable[[Facts], str]] = {
    "A1.declined_in_hours": declined_in_hours,
    "A2.cancelled": cancelled,
    "A2.asked_to_cancel": asked_to_cancel,
    "A3.short_notice": short_notice,
    "A4.stamp_mismatch": stamp_mismatch,
    "A4.photo_reused": photo_reused,
    "B1.overpriced": overpriced,
    "B1.promotion_withheld": promotion_withheld,
    "B2.unapproved_part": unapproved_part,
    "B2.over_quote": over_quote,
    "B3.no_warranty_info": no_warranty_info,
    "B3.warranty_short": warranty_short,
    "B4.origin_missing": origin_missing,
    "B4.part_differs": part_differs,
    "B5.checklist_skipped": checklist_skipped,
    "C1.reply_outside_window": reply_outside_window,
}
