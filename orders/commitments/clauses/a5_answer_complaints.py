"""A5: complaints are answered. One about quality or a promotion falls under C3 instead: one fact, one finding."""

from collections.abc import Iterator
from operator import attrgetter

from orders.commitments.case import Case, Event, following
from orders.commitments.outcomes import MAJOR, Clock
from orders.commitments.registry import rule

OPENS_A_CLOCK = ("complaint_opened", "complaint_info_requested", "complaint_reopened")
C3_CATEGORIES = ("quality", "promotion")


@rule("A5.complaint_unanswered", severity=MAJOR, on=OPENS_A_CLOCK)
def complaint_unanswered(case: Case) -> Iterator[Clock]:
    """Each opening, question and reopening of a complaint is answered within the care window's minutes."""
    return complaint_clocks(case, of_c3=False)


def complaint_clocks(case: Case, *, of_c3: bool) -> Iterator[Clock]:
    """Yield the clocks of the complaints that fall under C3, or of those that do not."""
    openings, endings = case.once(_first_openings), case.once(_endings)
    for kind in OPENS_A_CLOCK:
        for event in case.each(kind):
            complaint = event.data["complaint"]
            opened = openings.get(complaint)
            category = opened.data["category"] if opened is not None and opened.place <= event.place else None
            if (category in C3_CATEGORIES) is of_c3:
                yield Clock(
                    event,
                    case.care,
                    case.policy["complaint_reply_minutes"],
                    following(endings.get(complaint, []), event),
                    extra={"complaint": complaint},
                )


def _first_openings(case: Case) -> dict[str, Event]:
    return {event.data["complaint"]: event for event in reversed(case.each("complaint_opened"))}


def _endings(case: Case) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    endings = (*case.each("complaint_reply"), *case.each("complaint_closed"))
    for event in sorted(endings, key=attrgetter("place")):
        found.setdefault(event.data["complaint"], []).append(event)
    return found
