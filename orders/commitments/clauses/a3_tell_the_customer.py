"""A3: the customer of an accepted order is told in time when the partner comes."""

from collections.abc import Iterator
from itertools import pairwise

from orders.commitments.case import Case
from orders.commitments.outcomes import MINOR, Broken, Clock
from orders.commitments.registry import rule
from partners.calendars import MINUTE, instant_of


@rule("A3.no_appointment", severity=MINOR, on="accepted", engaged=True)
def no_appointment(case: Case) -> Iterator[Clock]:
    """An appointment follows the acceptance."""
    accepted = case.each("accepted")[0]
    yield Clock(
        accepted,
        case.care,
        case.policy["appointment_minutes"],
        case.first_after(accepted, "scheduled", "arrived", "cancelled"),
    )


@rule("A3.short_notice", severity=MINOR, on="scheduled", engaged=True)
def short_notice(case: Case) -> Iterator[Broken]:
    """The partner does not move an appointment shortly before or while it stands, unless they had arrived for it."""
    notice_minutes = case.policy["short_notice_minutes"]
    appointments = case.appointments
    for standing, later in pairwise(appointments):
        if later.actor != "partner" or standing.window is None:
            continue
        arrive_from, arrive_to = standing.window
        if not arrive_from - notice_minutes * MINUTE < later.at <= arrive_to:
            continue
        arrived = case.first_after(standing, "arrived")
        if arrived is None or arrived.place > later.place:
            yield Broken(
                later,
                {
                    "arrive_from": instant_of(arrive_from),
                    "arrive_to": instant_of(arrive_to),
                    "short_notice_minutes": notice_minutes,
                },
                (standing,),
            )
