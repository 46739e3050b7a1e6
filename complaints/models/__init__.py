"""The tables of complaints."""

from complaints.models.appeals import Appeal, AppealPhoto
from complaints.models.complaints import CLOSED, OPEN, Complaint, ComplaintStep, FirstAnswer, State
from complaints.models.desk import CannedReply, ComplaintNote, ComplaintWatch, Remedy, SavedFilter, StaffSkill

__all__ = [
    "CLOSED",
    "OPEN",
    "Appeal",
    "AppealPhoto",
    "CannedReply",
    "Complaint",
    "ComplaintNote",
    "ComplaintStep",
    "ComplaintWatch",
    "FirstAnswer",
    "Remedy",
    "SavedFilter",
    "StaffSkill",
    "State",
]
