"""A running clock: what the partner does about it, and which act meets it."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext_lazy as _


class Promise(Protocol):
    """A running clock's row, or the judge's obligation."""

    rule: str


class ClockWords(NamedTuple):
    """`todo` is what to do, `action` the name of the act that meets it, `kind` the calendar it runs on."""

    todo: Any
    button: Any
    action: str
    kind: str


CLOCK_WORDS: dict[str, ClockWords] = {
    "A1.unanswered": ClockWords(_("Answer the offer"), _("Answer"), "answer", "service"),
    "A2.no_feedback": ClockWords(
        _("Say why no agreement was reached"), _("Send feedback"), "report_disagreement", "care"
    ),
    "A3.no_appointment": ClockWords(_("Make an appointment"), _("Schedule"), "schedule", "care"),
    "A4.no_receipt": ClockWords(_("Issue the stamped receipt"), _("Issue the receipt"), "issue_receipt", "plain"),
    "A4.photo_not_requested": ClockWords(
        _("Ask for the photo of the receipt"), _("Ask for the photo"), "ask_for_photo", "plain"
    ),
    "A5.complaint_unanswered": ClockWords(_("Answer the complaint"), _("Answer"), "answer_complaint", "care"),
    "B1.late_arrival": ClockWords(_("Arrive for the appointment"), _("I have arrived"), "arrive", "plain"),
    "B1.no_show": ClockWords(_("Come to the appointment"), _("I have arrived"), "arrive", "plain"),
    "C1.reply_late": ClockWords(_("Reply to the customer"), _("Reply"), "reply", "care"),
    "C3.complaint_unanswered": ClockWords(_("Answer the complaint"), _("Answer"), "answer_complaint", "care"),
}


def clock_words(clock: Promise | str) -> ClockWords:
    """The words of a running clock, or of its rule. KeyError for a rule without a clock."""
    return CLOCK_WORDS[clock if isinstance(clock, str) else clock.rule]
