"""A1: offers are answered within the response time the partner published."""

from collections.abc import Iterator

from orders.commitments.case import Case
from orders.commitments.outcomes import NOTICE, Broken, Clock
from orders.commitments.registry import rule


@rule("A1.unanswered", severity=NOTICE, on="offered")
def unanswered(case: Case) -> Iterator[Clock]:
    """The first offer is answered within the published minutes of the service hours."""
    offer = case.each("offered")[0]
    yield Clock(
        offer,
        case.service_hours,
        case.terms.response_minutes,
        case.first_after(offer, "accepted", "declined", "withdrawn", "cancelled"),
    )


@rule("A1.declined_in_hours", severity=NOTICE, on="declined")
def declined_in_hours(case: Case) -> Iterator[Broken]:
    """An offer made inside the service hours is not declined, save for a reason that excuses."""
    offer = case.offered
    if offer is None or not case.service_hours.is_open(offer.at):
        return
    for declined in case.each("declined"):
        excused = declined.data["reason"] in case.policy["excused_decline_reasons"]
        if declined.place > offer.place and not case.is_engaged_at(declined) and not excused:
            yield Broken(declined, {"reason": declined.data["reason"]}, (offer,))
