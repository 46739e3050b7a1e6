"""Measures in words: what follows from one, what its partner may do, and why it was decided so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from complaints.models import Measure, MeasureDecision
from orders.wording.notices import NOTICE_WORDS, NoticeWords
from orders.wording.spans import instant_of
from rada.web.wording import instant


class StepWords(NamedTuple):
    """A step of the ladder: what follows, for staff; then its title and what to do, for the partner."""

    follows: Any
    title: Any
    todo: Any


STEP_WORDS: dict[str, StepWords] = {
    "remind": StepWords(
        _("The partner gets a reminder in its inbox and on its quality page. Its orders go on as before."),
        _("Rada reminds you of the commitments"),
        _("Look at the breaches below and at what would have kept each commitment. Nothing changes for your orders."),
    ),
    "train": StepWords(
        _("The partner is told that Rada will call. You call, and say here when it is done."),
        _("Rada will call you about the commitments"),
        _("Rada calls your office to go through the breaches below. Have those who did the work at hand."),
    ),
    "lower": StepWords(
        _("New orders are offered to other partners first until the points fall under the step. Offers and orders "
          "that stand are not touched."),
        _("New orders are offered to others first"),
        _("You get new orders only where too few others can take them, until your points fall under the step. Keep "
          "the orders you have; points expire by themselves, and you may appeal against a breach."),
    ),
    "pause": StepWords(
        _("No new order is offered to the partner for the days of the pause. Offers and orders that stand are not "
          "touched. A second person has to confirm it before it begins."),
        _("You get no new orders for some days"),
        _("Finish the orders you have as agreed; offers that wait may still be answered. New orders come again by "
          "themselves after the pause."),
    ),
    "review": StepWords(
        _("The partner is told that its contract is under review. Nothing else changes by itself. A second person "
          "has to confirm it before it begins."),
        _("Rada reviews your contract"),
        _("Rada will write to you or call. Your orders go on until then; tell us what you are changing."),
    ),
}  # fmt: skip
REASON_WORDS: dict[str, Any] = {
    "small": _("the breaches are small"),
    "explained": _("the partner explained it"),
    "talked_already": _("somebody talked with the partner already"),
    "improved": _("the partner has improved"),
    "mistaken": _("it was decided by mistake"),
    "agreed": _("agreed with the partner"),
    "other": _("another reason"),
    "fell": _("the score fell under the step"),
    "climbed_on": _("a higher step was reached"),
    "over": _("its time was over"),
}
METRIC_WORDS: dict[str, Callable[[Measure], str]] = {
    "points": lambda measure: _now("%(points)d points at the proposal.") % {"points": measure.points},
    "answers": lambda measure: (
        _now("Answer rate: %(missed)d of %(offers)d offers not answered as promised.") % measure.figures
    ),
    "cancels": lambda measure: (
        _now("Cancel rate: %(cancelled)d of %(accepted)d accepted orders cancelled.") % measure.figures
    ),
}


def why(measure: Measure) -> str:
    """What the measure was proposed for, in a sentence."""
    return METRIC_WORDS[measure.metric](measure)


def decision_line(decision: MeasureDecision) -> str:
    """One decision as a line: when, what, by whom and why."""
    by = str(decision.decided_by) if decision.decided_by is not None else _now("the system")
    said = [f"{instant(decision.decided_at)} · {decision.get_kind_display()} · {by}"]
    if decision.reason:
        said.append(str(REASON_WORDS[decision.reason]))
    if decision.note:
        said.append(decision.note)
    return ": ".join(said)


def notice(facts: Mapping[str, Any], now: datetime) -> NoticeWords:
    """What a partner is told when a measure begins or ends early."""
    if facts["what"] == "ended":
        title = _now("Rada ended this measure: %(measure)s") % {"measure": STEP_WORDS[facts["step"]].title}
        return NoticeWords(_now("Measure"), "kept", "kept", title)
    title = str(STEP_WORDS[facts["step"]].title)
    if "until" in facts:
        title = _now("%(measure)s, until %(until)s") % {
            "measure": title,
            "until": instant(instant_of(facts["until"]), now),
        }
    return NoticeWords(_now("Measure"), "soon", "info", title)


def add() -> None:
    """Let the portal's list of notices know the words of measures."""
    NOTICE_WORDS["measure"] = notice
