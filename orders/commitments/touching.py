"""Which rules a number of the policy can touch, and which events those rules read: what a trial may leave out.

Both tables are held against the whole judge by a test that changes every number on random cases.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from orders.commitments.registry import FINDERS, Finder

_ON_CARE_TIME = (
    "A2.no_feedback",
    "A3.no_appointment",
    "A5.complaint_unanswered",
    "C1.reply_late",
    "C1.reply_outside_window",
    "C3.complaint_unanswered",
)
TOUCHES: Mapping[str, tuple[str, ...]] = {
    "care_open": _ON_CARE_TIME,
    "care_close": _ON_CARE_TIME,
    "appointment_minutes": ("A3.no_appointment",),
    "short_notice_minutes": ("A3.short_notice",),
    "feedback_minutes": ("A2.no_feedback",),
    "receipt_hours": ("A4.no_receipt",),
    "photo_request_hours": ("A4.photo_not_requested",),
    "complaint_reply_minutes": ("A5.complaint_unanswered", "C3.complaint_unanswered"),
    "arrival_grace_minutes": ("B1.late_arrival",),
    "no_show_minutes": ("B1.no_show",),
    "price_tolerance_percent": ("B1.overpriced",),
    "reply_minutes": ("C1.reply_late",),
    "reply_minutes_engaged": ("C1.reply_late",),
    "aftercare_days": ("C1.reply_late", "C1.reply_outside_window"),
    "outside_window_severity": ("C1.reply_outside_window",),
    "excused_decline_reasons": ("A1.declined_in_hours",),
}
_ALWAYS = ("offered", "accepted")  # what comes after them, and whether they come in that order, every rule asks
_COMPLAINT = (
    "complaint_opened", "complaint_info_requested", "complaint_reopened", "complaint_reply", "complaint_closed",
)  # fmt: skip
_TALK = ("message", "reply_not_needed", "declined", "withdrawn", "cancelled", "completed")
READS: Mapping[str, tuple[str, ...]] = {
    "A1.declined_in_hours": ("declined",),
    "A2.no_feedback": ("cancelled", "disagreement_reported"),
    "A3.no_appointment": ("scheduled", "arrived", "cancelled"),
    "A3.short_notice": ("scheduled", "arrived", "cancelled"),
    "A4.no_receipt": ("completed", "receipt_issued"),
    "A4.photo_not_requested": ("completed", "photo_requested", "photo_uploaded"),
    "A5.complaint_unanswered": _COMPLAINT,
    "B1.late_arrival": ("scheduled", "arrived", "completed", "cancelled"),
    "B1.no_show": ("scheduled", "arrived", "completed", "cancelled"),
    "B1.overpriced": ("receipt_issued",),
    "C1.reply_late": _TALK,
    "C1.reply_outside_window": _TALK,
    "C3.complaint_unanswered": _COMPLAINT,
}


def touched(one: Mapping[str, Any], other: Mapping[str, Any]) -> frozenset[str]:
    """The rules on which two policies, each with every key, can differ."""
    return frozenset(code for key, codes in TOUCHES.items() if one[key] != other[key] for code in codes)


def finders_of(codes: Iterable[str]) -> dict[str, dict[str, Finder]]:
    """The finders of these rules alone, by the kinds of their subjects, as the judge takes them."""
    wanted = frozenset(codes)
    found: dict[str, dict[str, Finder]] = {}
    for kind, finders in FINDERS.items():
        chosen = {code: finder for code, finder in finders.items() if code in wanted}
        if chosen:
            found[kind] = chosen
    return found


def kinds_read(codes: Iterable[str]) -> frozenset[str]:
    """The kinds of events that these rules read. KeyError for a rule that no number touches."""
    return frozenset(_ALWAYS).union(*(READS[code] for code in codes))
