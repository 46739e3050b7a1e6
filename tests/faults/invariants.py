"""What must be true of the database once all is quiet. Each check returns sentences; no sentence is good news."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from orders import chain
from orders.models import Assignment, Breach, Event, Order
from orders.services import cases, judging, projections, rows, timeline
from rada.platform.models import Notice
from rada.web import clock

BATCH = 500
STANDING = (Breach.State.TO_CHECK, Breach.State.COUNTED, Breach.State.CURED)  # what the judge's findings stand as
Told = defaultdict[int, list[int]]
ABOUT_A_THING = ("B1.overpriced", "B2.unapproved_part", "B4.origin_missing", "B4.part_differs")


def wrongs(assignments: Iterable[int] | None = None) -> list[str]:
    """Everything that is wrong with these assignments (all, where none are named), their orders and their notices."""
    known = Assignment.objects.all() if assignments is None else Assignment.objects.filter(pk__in=list(assignments))
    numbers = list(known.order_by("pk").values_list("pk", flat=True))
    found: list[str] = []
    for start in range(0, len(numbers), BATCH):
        found += _wrongs_of_batch(numbers[start : start + BATCH])
    return found


def _wrongs_of_batch(numbers: Sequence[int]) -> list[str]:
    assignments = list(
        Assignment.objects.filter(pk__in=numbers)
        .select_related("order__service", "partner", "terms", "policy")
        .prefetch_related("breaches", "clocks")
        .order_by("pk")
    )
    events = cases.events_of(assignments)
    closures = cases.closures_touching(assignments, events)
    told = rows_of(numbers)
    now = clock.now()
    found: list[str] = []
    for assignment in assignments:
        own = events[assignment.pk]
        found += broken_links(assignment, own)
        found += half_projections(assignment, own, told)
        found += wrong_verdict(assignment, own, closures.get(assignment.pk, []), now)
    found += half_orders({assignment.order_id for assignment in assignments})
    return found


def rows_of(numbers: Sequence[int]) -> dict[str, Told]:
    """By kind and assignment, the events that have look-up rows."""
    found: dict[str, Told] = {kind: defaultdict(list) for kind in rows.PROJECTIONS}
    for kind, projection in rows.PROJECTIONS.items():
        there = projection.model._default_manager.filter(assignment__in=numbers).order_by("event_id")
        for assignment, event in there.values_list("assignment_id", "event_id"):
            found[kind][assignment].append(event)
    return found


def broken_links(assignment: Assignment, events: Sequence[Event]) -> Iterator[str]:
    """The chain: places without a gap, each hash over its facts and the hash before, the head as the row says."""
    previous = ""
    for place, event in enumerate(sorted(events, key=lambda event: event.position), start=1):
        if event.position != place:
            yield f"assignment {assignment.pk}: place {place} of the chain holds event {event.position}"
        if event.previous_hash != previous or event.hash != chain.event_hash(previous, timeline.chained_facts(event)):
            yield f"assignment {assignment.pk}: the chain is broken at place {place}"
        previous = event.hash
    if (assignment.events_count, assignment.head_hash) != (len(events), previous):
        yield f"assignment {assignment.pk}: {assignment.events_count} events noted, {len(events)} there"


def half_projections(assignment: Assignment, events: Sequence[Event], told: Mapping[str, Told]) -> Iterator[str]:
    """Status, instants and look-up rows are those that the timeline gives."""
    held = {event.pk for event in events if _is_held(event)}
    seen_at = max([assignment.judged_at or clock.now(), *(event.recorded_at for event in events)])
    standing = projections.standing_after(events, seen_at, unsteering=held)
    for name in projections.FOLDED:
        if getattr(assignment, name) != getattr(standing, name):
            yield (
                f"assignment {assignment.pk}: {name} is {getattr(assignment, name)}, by its events "
                f"{getattr(standing, name)}"
            )
    for kind, there in told.items():
        wanted = sorted(event.pk for event in events if event.kind == kind)
        if wanted and wanted != there[assignment.pk]:
            yield f"assignment {assignment.pk}: {len(wanted)} events {kind}, {len(there[assignment.pk])} rows"


def _is_held(event: Event) -> bool:
    oddity = getattr(event, "oddity", None) if event.door == "report" and event.kind == "accepted" else None
    return oddity is not None and oddity.reason == projections.HELD


def wrong_verdict(assignment: Assignment, events: Sequence[Event], closures: Sequence, now: datetime) -> Iterator[str]:
    """Breaches, points and clocks are those of judging from scratch; nothing that fell due waits."""
    if assignment.judged_at is None:
        yield f"assignment {assignment.pk}: never judged"
        return
    if assignment.judge_failures:
        yield f"assignment {assignment.pk}: judging failed: {assignment.judge_error}"
    # Nothing can have changed since it was judged unless it is due again; then its stored verdict is of that instant.
    at = now if assignment.judge_after is None or assignment.judge_after > now else assignment.judged_at
    judged = judging.judge_assignment(assignment, events, closures, now=at)
    wanted = {
        (finding.rule, finding.subject, finding.occurred_at, str(finding.severity))
        for finding in judged.verdict.findings
    }
    stored = Counter(
        (row.rule, row.subject, row.occurred_at, row.severity)
        for row in assignment.breaches.all()
        if row.state in STANDING
    )
    for breach in wanted - stored.keys():
        yield f"assignment {assignment.pk}: breach missed: {breach[0]} {breach[1]}"
    for breach, times in stored.items():
        if breach not in wanted:
            yield f"assignment {assignment.pk}: false breach: {breach[0]} {breach[1]}"
        elif times != 1:
            yield f"assignment {assignment.pk}: breach {breach[0]} {breach[1]} stands {times} times"
    yield from _wrong_points(assignment)
    running = {(each.rule, each.subject, each.due_at) for each in judged.verdict.obligations}
    kept = {(each.rule, each.subject, each.due_at) for each in assignment.clocks.all()}
    if running != kept:
        yield f"assignment {assignment.pk}: {len(kept)} clocks kept, {len(running)} run"


def _wrong_points(assignment: Assignment) -> Iterator[str]:
    """Points are the policy's; of a rule about a receipt's line or a part another, earlier one may bear them."""
    standing = [breach for breach in assignment.breaches.all() if breach.state == Breach.State.COUNTED]
    counted = sorted(standing, key=lambda breach: (breach.occurred_at, breach.rule, breach.subject))
    for breach in assignment.breaches.all():
        due = assignment.policy.points_for(breach.severity) if breach in counted else 0
        if breach.points != due and not (breach.points == 0 and _is_borne_by_an_earlier(breach, counted)):
            yield f"breach {breach.pk} ({breach.rule}): {breach.points} points, {due} by the policy"


def _is_borne_by_an_earlier(breach: Breach, counted: Sequence[Breach]) -> bool:
    """Whether another of the rule that counts, and stands before it, weighs something: never where it is the first."""
    if breach.rule not in ABOUT_A_THING or breach not in counted:
        return False
    return any(other.rule == breach.rule and other.points for other in counted[: counted.index(breach)])


def half_orders(orders: set[int]) -> Iterator[str]:
    """An order's state is what its assignments give, and one partner at most holds it."""
    for order in Order.objects.filter(pk__in=orders).prefetch_related("assignments"):
        statuses = [assignment.status for assignment in order.assignments.all()]
        state = projections.order_state(order.state, set(statuses))
        if order.state != state:
            yield f"order {order.pk}: state {order.state}, by its assignments {state}"
        if sum(status in projections.HOLDS_THE_ORDER for status in statuses) > 1:
            yield f"order {order.pk}: several partners hold it"


def late_notices(older_than: timedelta) -> list[str]:
    """Notices that should have been sent by now; one for every breach."""
    now = clock.now()
    waiting = Notice.objects.filter(Q(hold_until__isnull=True) | Q(hold_until__lt=now - older_than))
    late = waiting.filter(sent_at__isnull=True, created_at__lt=now - older_than).count()
    told = Notice.objects.filter(level="breach").count()
    recorded = Breach.objects.exclude(state=Breach.State.SHADOW).count()
    found = [f"{late} notices wait for more than {older_than.total_seconds():.0f} s"] if late else []
    if told != recorded:
        found.append(f"{recorded} breaches, {told} notices of breaches")
    return found


def overdue() -> int:
    """How many assignments wait for the sweep although they are due."""
    return Assignment.objects.filter(judge_after__lte=clock.now()).count()
