"""What webhooks tell of appeals and scores; of complaints the timeline's own events tell."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from complaints.models import Appeal, Standing
from orders.services.webhooks import WHERE, audience_of, where
from rada.platform.webhooks import kinds, outbox
from rada.platform.webhooks.kinds import Kind
from rada.platform.webhooks.outbox import Data, Told, instant

OF_AN_APPEAL = (*WHERE, "breach", "appeal", "outcome", "at")
FILED = Kind("appeal.filed", _("a partner appealed against a breach"), OF_AN_APPEAL)
DECIDED = Kind("appeal.decided", _("an appeal was decided"), OF_AN_APPEAL)
CHANGED = Kind("score.changed", _("a partner's points or its step of the ladder changed"), (
    "partner", "points", "step", "at",
))  # fmt: skip


def add() -> None:
    """Let endpoints ask for these."""
    kinds.add(FILED, DECIDED, CHANGED)


def tell_appeal(appeal: Appeal, *, at: datetime) -> None:
    """Tell that an appeal was filed or decided; its assignment is locked."""
    assignment = appeal.breach.assignment
    data: Data = {
        **where(assignment),
        "breach": appeal.breach_id,
        "appeal": appeal.pk,
        "outcome": str(appeal.outcome),
        "at": instant(at),
    }
    kind = FILED if appeal.outcome == Appeal.Outcome.OPEN else DECIDED
    outbox.tell([Told(kind.name, f"appeal:{appeal.pk}", audience_of(assignment), data)], at=at)


def tell_score(standing: Standing, *, at: datetime) -> None:
    """Tell where a partner stands now; its standing is locked."""
    partner = standing.partner_id
    data: Data = {"partner": partner, "points": standing.points, "step": standing.step, "at": instant(at)}
    outbox.tell([Told(CHANGED.name, f"score:{partner}", f"partner:{partner}", data)], at=at)
