"""Which problems of the API the refusals of appeals and of the desk are."""

from __future__ import annotations

from complaints.services import appeals, desk, steps
from orders.services import rulings
from rada.web.api.problems import NOT_LIKE_THIS, NOT_NOW, Kind, says


def add() -> None:
    """Say it; called from `ready()`."""
    says(
        {
            appeals.AlreadyAppealed: Kind("already_appealed", 409, NOT_NOW),
            appeals.TooLate: Kind("appeal_too_late", 409, NOT_NOW),
            rulings.NotAppealable: Kind("not_appealable", 409, NOT_NOW),
            appeals.NothingSaid: Kind("nothing_said", 422, NOT_LIKE_THIS),
            steps.NotNow: Kind("complaint_stands_elsewhere", 409, NOT_NOW),
            desk.BadRuling: Kind("bad_ruling", 422, NOT_LIKE_THIS),
        }
    )
