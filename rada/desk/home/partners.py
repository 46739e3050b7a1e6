"""Partners who have reached a step of the ladder, or are close to the next one."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.models import Measure
from complaints.scores.selectors import partners_at_risk
from rada.desk.sidebar import MayView

MOST = 8


class AtRiskLine(NamedTuple):
    """One partner: the points that weigh, the step they reach, and how many are left until the next."""

    name: str
    link: str
    points: int
    step: str
    to_next: str


def at_risk(request: HttpRequest, now: datetime) -> list[AtRiskLine]:
    """The most points first, for whoever may view score cards."""
    if not MayView("complaints.scorecard")(request):
        return []
    steps = dict(Measure.Step.choices)
    return [
        AtRiskLine(
            str(row.partner),
            reverse("admin:complaints_scorecard_change", args=[row.partner.pk]),
            row.points,
            str(steps.get(row.step, "")),
            _left(row.to_next),
        )
        for row in partners_at_risk(now, MOST)
    ]


def _left(points: int | None) -> str:
    if points is None:
        return _("the last step")
    return ngettext("%(count)s point to the next step", "%(count)s points to the next step", points) % {"count": points}
