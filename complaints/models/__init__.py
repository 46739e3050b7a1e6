"""The tables of complaints."""

from complaints.models.appeals import Appeal, AppealPhoto
from complaints.models.measures import Measure, MeasureDecision
from complaints.models.scores import ScoreCard, ScoreVersion, Standing

__all__ = [
    "Appeal",
    "AppealPhoto",
    "Measure",
    "MeasureDecision",
    "ScoreCard",
    "ScoreVersion",
    "Standing",
]
