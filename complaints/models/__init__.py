"""The tables of complaints."""

from complaints.models.appeals import Appeal, AppealPhoto
from complaints.models.complaints import (
    CLOSED,
    FOR_RADA,
    OPEN,
    AlertLevel,
    Complaint,
    ComplaintStep,
    FirstAnswer,
    State,
)
from complaints.models.desk import CannedReply, ComplaintNote, ComplaintWatch, Remedy, SavedFilter, StaffSkill
from complaints.models.measures import Measure, MeasureDecision
from complaints.models.scores import ScoreCard, ScoreVersion, Standing

__all__ = [
    "CLOSED",
    "FOR_RADA",
    "OPEN",
    "AlertLevel",
    "Appeal",
    "AppealPhoto",
    "CannedReply",
    "Complaint",
    "ComplaintNote",
    "ComplaintStep",
    "ComplaintWatch",
    "FirstAnswer",
    "Measure",
    "MeasureDecision",
    "Remedy",
    "SavedFilter",
    "ScoreCard",
    "ScoreVersion",
    "StaffSkill",
    "Standing",
    "State",
]
