"""What can be mended: a later event that puts a breach right within 48 plain hours of the notice takes its points.

The breach stays recorded. Mending follows from the timeline alone, at every judging, so that acts, late reports,
sweeps and judging again all end alike. A case that was reported whole is history: nobody was told in time to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from orders import selectors, transitions
from orders.commitments.case import is_blank
from orders.models import ActorKind, Assignment, Breach, BreachDecision, Event
from orders.payloads import judged_fields
from orders.services import decisions, retractions
from orders.services.periods import plain_hours_after

if TYPE_CHECKING:
    from orders.services.judging import Judged

CURE_HOURS = 48
Fields = dict[str, Any]


@dataclass(frozen=True)
class Cure:
    """What mends a breach: the kinds of events, until when, and whether the order still lets its partner do one."""

    kinds: tuple[str, ...]
    until: datetime
    is_possible: bool


def cure_of(breach: Breach) -> Cure | None:
    """What mends this breach and until when; None where nothing does."""
    assignment = breach.assignment
    kinds = assignment.policy.curing_kinds(breach.rule)
    if not kinds or assignment.order.is_whole_case:
        return None
    steps = [transitions.step(kind, assignment.status, ActorKind.PARTNER) for kind in kinds]
    until = plain_hours_after(assignment, selectors.told_at(breach), CURE_HOURS)
    return Cure(kinds, until, any(step is not None for step in steps))


def mend(standing: Iterable[tuple[Judged, Iterable[Breach]]], *, now: datetime) -> None:
    """Note which standing breaches of locked assignments an event mended in time; their partners are told.

    A handful of statements for any number.
    """
    found = [pair for each, breaches in standing for pair in mended(each, breaches)]
    if not found:
        return
    made = []
    for breach, event in found:
        before = retractions.graded(breach)
        breach.state, breach.points = Breach.State.CURED, 0
        made.append(
            BreachDecision(
                breach=breach,
                kind=BreachDecision.Kind.CURED,
                decided_at=now,
                reason=f"{event.kind} {event.event_id}",
                event=event,
                before=before,
                after=retractions.graded(breach),
            )
        )
    Breach.objects.filter(pk__in=[breach.pk for breach, _event in found]).update(state=Breach.State.CURED, points=0)
    decisions.tell(*BreachDecision.objects.bulk_create(made))


def mended(each: Judged, breaches: Iterable[Breach]) -> list[tuple[Breach, Event]]:
    """Which of these breaches were mended in time, each with the event that did it. Writes nothing."""
    if each.assignment.order.is_whole_case:
        return []
    found = [(breach, _first_mending(each.assignment, breach, each.events, each.at)) for breach in breaches]
    return [
        (breach, event) for breach, event in found if event is not None and _is_in_time(each.assignment, breach, event)
    ]


def _is_in_time(assignment: Assignment, breach: Breach, event: Event) -> bool:
    """Nobody is told of a breach before it is found, and closures only lengthen: most need no asking when that was."""
    if event.at <= breach.found_at + timedelta(hours=CURE_HOURS):
        return True
    return event.at <= plain_hours_after(assignment, selectors.told_at(breach), CURE_HOURS)


def _first_mending(assignment: Assignment, breach: Breach, events: Sequence[Event], at: datetime) -> Event | None:
    """The first event after the breach that puts it right."""
    kinds = assignment.policy.curing_kinds(breach.rule)
    if not kinds:
        return None
    ordered = sorted(events, key=lambda event: (event.at, event.seq, event.position))
    place = next((place for place, event in enumerate(ordered) if event.event_id == breach.subject), None)
    if place is None:
        return None
    puts_right = PUTS_RIGHT.get(breach.rule, _always)
    broken_by = judged_fields(ordered[place].payload)
    for event in ordered[place + 1 :]:
        is_later = breach.occurred_at <= event.at <= at
        if is_later and event.kind in kinds and puts_right(broken_by, judged_fields(event.payload)):
            return event
    return None


def _always(broken_by: Fields, mending: Fields) -> bool:
    return True


def _has_a_stamp(broken_by: Fields, mending: Fields) -> bool:
    return not is_blank(mending["stamp"])


def _states_the_warranty(broken_by: Fields, mending: Fields) -> bool:
    warranty = mending["warranty"]
    if warranty is None or warranty["days"] is None:
        return False
    return warranty["days"] >= 0 and not is_blank(warranty["terms"])


def _names_the_origin(broken_by: Fields, mending: Fields) -> bool:
    """The same line's part is recorded again, now with its origin; a part outside every line could be any other."""
    same = mending["line"] is not None and mending["line"] == broken_by["line"]
    return same and not is_blank(mending.get("origin"))


# By rule, what an event of a curing kind must say; a rule that is not here takes any event of its kinds.
PUTS_RIGHT: dict[str, Callable[[Fields, Fields], bool]] = {
    "A4.no_receipt": _has_a_stamp,
    "A4.unstamped": _has_a_stamp,
    "B3.no_warranty_info": _states_the_warranty,
    "B4.origin_missing": _names_the_origin,
}
