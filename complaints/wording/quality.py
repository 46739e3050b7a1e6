"""The score in words: where an order stands under a clause, why one does not count, and what follows from points."""

from __future__ import annotations

from collections.abc import Set
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.scores import definition
from complaints.scores.card import Card, Tally
from complaints.scores.definition import WEEK, WEEKS, Fact, Verdict
from complaints.scores.numbers import Numbers
from rada.web.clock import VIETNAM


class StageWords(NamedTuple):
    """Which orders count under a clause, and why one that has not come so far does not."""

    counts: Any
    why_not: Any


STAGE_WORDS: dict[str, StageWords] = {
    "answered": StageWords(
        _("Every offer that you answered or left unanswered for too long."),
        _("The offer still waits for an answer, or it was taken back before you had to answer."),
    ),
    "accepted": StageWords(_("Every order that you took."), _("You did not take this order.")),
    "completed": StageWords(_("Every order whose work is completed."), _("The work was not completed.")),
    "appointment": StageWords(
        _("Every order that you took, once there is an appointment or a receipt."),
        _("There was neither an appointment nor a receipt."),
    ),
    "part_or_quote": StageWords(
        _("Orders in which a part was replaced, or a receipt followed an approved quote."),
        _("No part was replaced, and no receipt followed an approved quote."),
    ),
    "part_and_receipt": StageWords(
        _("Orders in which a part was replaced and a receipt issued."),
        _("There was no replaced part with a receipt."),
    ),
    "part": StageWords(_("Orders in which a part was replaced."), _("No part was replaced.")),
    "complaint": StageWords(
        _("Orders about which a customer complained, except about quality and promotions (those are C3)."),
        _("Nobody complained."),
    ),
    "quality_complaint": StageWords(
        _("Orders with a complaint about quality or a promotion."),
        _("Nobody complained about quality or a promotion."),
    ),
}


class VerdictWords(NamedTuple):
    """A verdict by word, tone and icon."""

    word: Any
    tone: str
    icon: str


VERDICT_WORDS: dict[str, VerdictWords] = {
    Verdict.KEPT: VerdictWords(_("kept"), "kept", "kept"),
    Verdict.BROKEN: VerdictWords(_("broken"), "broken", "broken"),
    Verdict.PENDING: VerdictWords(_("being checked"), "soon", "soon"),
    Verdict.EXCLUDED: VerdictWords(_("not counted"), "", "info"),
}
MEASURE_WORDS: dict[str, Any] = {
    "remind": _("a reminder"),
    "train": _("a call and training"),
    "lower": _("fewer offers"),
    "pause": _("a pause"),
    "review": _("a review of the contract"),
}


def why_excluded(clause: str, facts: Set[Fact]) -> Any:
    """Why an order does not count under a clause, as a sentence."""
    return STAGE_WORDS[definition.why_excluded(clause, facts)].why_not


def what_counts(clause: str) -> Any:
    """Which orders count under a clause, as a sentence."""
    return STAGE_WORDS[definition.STAGES[clause].name].counts


def ladder_words(card: Card) -> str:
    """What the points mean, and how far the next step is."""
    numbers, left = card.numbers, definition.points_to_next(card.points, card.numbers)
    upcoming = definition.step_at(card.points + left, numbers) if left is not None else ""
    said = [_now("Rada may decide on %(measure)s.") % {"measure": MEASURE_WORDS[card.step]}] if card.step else []
    if left is not None:
        said.append(
            ngettext("%(left)d point more: %(measure)s.", "%(left)d points more: %(measure)s.", left)
            % {"left": left, "measure": MEASURE_WORDS[upcoming]}
        )
    return " ".join(said)


def answers_words(card: Card) -> str:
    """`17 of 20 offers`, within the answer's window."""
    kept = card.recent.counted - card.recent.broken
    return ngettext("%(kept)d of %(counted)d offer", "%(kept)d of %(counted)d offers", card.recent.counted) % {
        "kept": kept,
        "counted": card.recent.counted,
    }


def cancels_words(card: Card) -> str:
    """`2 of 57 accepted orders`."""
    return ngettext(
        "%(cancelled)d of %(accepted)d accepted order", "%(cancelled)d of %(accepted)d accepted orders", card.accepted
    ) % {"cancelled": card.cancelled, "accepted": card.accepted}


def tally_words(tally: Tally, numbers: Numbers) -> str:
    """`18 of 20 orders without a breach · 90 %`; the rate only of enough orders."""
    if not tally.counted:
        return _now("No order counts here yet")
    said = ngettext(
        "%(kept)d of %(counted)d order without a breach",
        "%(kept)d of %(counted)d orders without a breach",
        tally.counted,
    ) % {"kept": tally.counted - tally.broken, "counted": tally.counted}
    percent = tally.percent(numbers.enough)
    return said if percent is None else f"{said} · {percent_words(percent)}"


def percent_words(percent: int) -> str:
    """`90 %`, with a space that does not break."""
    return f"{percent}\u00a0%"


def weeks_words(tally: Tally) -> str:
    """What the drawing of the weeks shows."""
    return _now("13 weeks: %(counted)d orders counted, %(broken)d broken") % {
        "counted": tally.counted,
        "broken": tally.broken,
    }


def weeks_begin(now: datetime) -> list[str]:
    """The first day of each of the weeks, the oldest first, as `22/11`."""
    return [f"{(now - WEEK * (WEEKS - number)).astimezone(VIETNAM):%d/%m}" for number in range(WEEKS)]
