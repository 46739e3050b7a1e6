"""The numbers of a policy in words, and how two policies differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orders.commitments.case import POLICY_DEFAULTS
from orders.models import EventKind
from orders.models.breaches import Severity
from orders.models.policy import CURES, POINTS
from orders.wording.reasons import reason_words
from orders.wording.rules import rule_words

NUMBER_LABELS: dict[str, Any] = {
    "care_open": _("Care hours from"),
    "care_close": _("Care hours until"),
    "appointment_minutes": _("Appointment after acceptance, minutes"),
    "short_notice_minutes": _("Short notice before an appointment, minutes"),
    "feedback_minutes": _("Feedback after a disagreement, minutes"),
    "receipt_hours": _("Stamped receipt after the work, hours"),
    "photo_request_hours": _("Asking for the photo after the work, hours"),
    "complaint_reply_minutes": _("Answer to a complaint, minutes"),
    "arrival_grace_minutes": _("Grace for arriving, minutes"),
    "no_show_minutes": _("Nobody came, minutes after the appointment"),
    "price_tolerance_percent": _("Tolerance above the published price, percent"),
    "reply_minutes": _("Reply before acceptance and after the work, minutes"),
    "reply_minutes_engaged": _("Reply between acceptance and end, minutes"),
    "aftercare_days": _("Replies are owed after the work for, days"),
    "outside_window_severity": _("Severity of a message outside the care hours"),
    "excused_decline_reasons": _("Reasons that excuse a declined offer"),
}


class Line(NamedTuple):
    """One thing that differs, in words: what it is, what it was, what it becomes."""

    label: str
    was: str
    becomes: str


def difference(before: Any, after: Any) -> list[Line]:
    """How a policy (version, draft, or content) differs from another, line by line."""
    return [
        Line(label, was, becomes)
        for (label, was), (_label, becomes) in zip(_said(before), _said(after), strict=True)
        if was != becomes
    ]


def points_label(severity: str) -> str:
    """What the points of a severity are called."""
    return _now("Points of a breach: %(severity)s") % {"severity": Severity(severity).label}


def cures_label(rule: str) -> str:
    """What the table's line of a rule is called."""
    return _now("Mends “%(breach)s” within 48 hours") % {"breach": rule_words(rule).title}


def numbers_said(policy: Any) -> Iterator[tuple[str, str]]:
    """The judge's numbers of a policy, each with what it is called."""
    numbers = {**POLICY_DEFAULTS, **policy.numbers}
    for key, label in NUMBER_LABELS.items():
        yield str(label), _value(key, numbers[key])


def _said(policy: Any) -> Iterator[tuple[str, str]]:
    points, cures = {**POINTS, **policy.points}, policy.cures
    yield from numbers_said(policy)
    for severity in POINTS:
        yield points_label(severity), str(points[severity])
    table: Mapping[str, Any] = {**CURES, **cures}
    for rule in CURES:
        kinds = ", ".join(str(EventKind(kind).label) for kind in table[rule] or ())
        yield cures_label(rule), kinds or _now("nothing")


def _value(key: str, value: Any) -> str:
    if key == "outside_window_severity":
        return str(Severity(value).label) if value else _now("as the rule says")
    if isinstance(value, list):
        return ", ".join(reason_words(each) for each in value) or _now("none")
    return str(value)
