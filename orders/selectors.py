"""What comes back of orders, and for whom. A stranger's query is empty, so a foreign id looks like a missing one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Avg, Count, Exists, OuterRef, Prefetch, Q, QuerySet

from orders import permissions
from orders.models import (
    Assignment,
    Breach,
    BreachDecision,
    Closure,
    DataRequest,
    Event,
    Order,
    OrderPhoto,
    Remark,
    Review,
    RunningClock,
    Status,
)
from orders.wording.notices import NOTICE_WORDS
from partners.actors import Actor
from rada.platform import inbox
from rada.platform.models import Notice
from rada.web.paging import After

ENOUGH_REVIEWS = 5

GROUPS: dict[str, tuple[Status, ...]] = {
    "waiting": (Status.OFFERED,),
    "running": (Status.ACCEPTED, Status.SCHEDULED, Status.ARRIVED),
    "completed": (Status.COMPLETED,),
    "ended": (Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED),
}


def assignments_visible_to(actor: Actor) -> QuerySet[Assignment]:
    """A partner's own; a technician's own jobs; everything for Rada; one order's for its customer."""
    everything = Assignment.objects.select_related(
        "order__service", "partner", "terms", "policy", "technician__user"
    ).exclude(status=Status.NEW)
    if actor.is_partner:
        own = everything.filter(partner_id=actor.partner_id or 0)
        return own if actor.is_dispatching else own.filter(technician_id=actor.member_id)
    if actor.kind == "customer":
        return everything.filter(order_id=actor.order_id or 0)
    return everything if actor.is_staff else everything.none()


def reviews_of(actor: Actor) -> QuerySet[Review]:
    """The reviews of what this actor sees, the newest first: a technician's own jobs, a customer's own order."""
    found = Review.objects.select_related("assignment__order__service")
    return found.filter(assignment__in=assignments_visible_to(actor).order_by().values("pk"))


def reviews_published(partner_id: int) -> QuerySet[Review]:
    """Every review of a partner, the newest first, for everybody: `shows_words` says whether its words are for them."""
    return Review.objects.filter(partner_id=partner_id).select_related("assignment__order__service")


def rating_of(partner_id: int) -> tuple[float | None, int]:
    """The average of a partner's stars and how many reviews there are; no average under ENOUGH_REVIEWS."""
    told = Review.objects.filter(partner_id=partner_id).aggregate(average=Avg("stars"), count=Count("pk"))
    return (told["average"] if told["count"] >= ENOUGH_REVIEWS else None), told["count"]


def request_photos_visible_to(actor: Actor, *, now: datetime) -> QuerySet[OrderPhoto]:
    """Photos that came with requests: a customer's own; a partner's while the address is shown; all for Rada."""
    photos = OrderPhoto.objects.select_related("file")
    if actor.is_partner:
        shown = assignments_visible_to(actor).filter(permissions.customer_shown(now)).order_by()
        return photos.filter(order_id__in=shown.values("order_id"))
    if actor.kind == "customer":
        return photos.filter(order_id=actor.order_id or 0)
    return photos if actor.is_staff else photos.none()


def without_offers(orders: QuerySet[Order], *, of_any_kind: bool) -> QuerySet[Order]:
    """Open orders that were never offered to anybody, or without an offer that waits for an answer."""
    offers = Assignment.objects.filter(order=OuterRef("pk"))
    found = offers if of_any_kind else offers.filter(status=Status.OFFERED)
    return orders.filter(~Exists(found), state=Order.State.OPEN)


def data_requests_open() -> QuerySet[DataRequest]:
    """What waits for Rada, what is due soonest first."""
    return DataRequest.objects.filter(state=DataRequest.State.OPEN).order_by("due_at", "pk")


def offers_waiting(actor: Actor) -> QuerySet[Assignment]:
    """Offers that wait for an answer of this actor's partner, the oldest first."""
    return assignments_visible_to(actor).filter(status=Status.OFFERED).order_by("offered_at", "pk")


def clocks_running(actor: Actor) -> QuerySet[RunningClock]:
    """Promises whose due instant lies ahead, the nearest first; a technician's own jobs' only."""
    running = RunningClock.objects.select_related(
        "assignment__order__service", "assignment__terms", "assignment__policy"
    ).order_by("due_at", "pk")
    if not actor.is_partner:
        return running.none()
    own = running.filter(partner_id=actor.partner_id or 0)
    return own if actor.is_dispatching else own.filter(assignment__technician_id=actor.member_id)


def running_jobs_of(actor: Actor, member_id: int) -> QuerySet[Assignment]:
    """What a member of the actor's team has accepted and not finished yet."""
    return assignments_visible_to(actor).filter(technician_id=member_id, status__in=GROUPS["running"])


def appointments_between(actor: Actor, begin: datetime, end: datetime) -> QuerySet[Assignment]:
    """Appointments that touch [begin, end), in their order; of cancelled orders none."""
    standing = assignments_visible_to(actor).filter(status__in=[*GROUPS["running"], Status.COMPLETED])
    return standing.filter(arrive_from__lt=end, arrive_to__gte=begin).order_by("arrive_from", "pk")


def breaches_visible_to(actor: Actor) -> QuerySet[Breach]:
    """A partner's own, the newest first; a technician's those of their own jobs. What is only tried sees Rada alone."""
    found = Breach.objects.select_related("assignment__order__service", "assignment__policy").order_by(
        "-occurred_at", "-pk"
    )
    if actor.is_partner:
        own = found.filter(partner_id=actor.partner_id or 0).exclude(state=Breach.State.SHADOW)
        return own if actor.is_dispatching else own.filter(assignment__technician_id=actor.member_id)
    return found if actor.is_staff else found.none()


def decisions_about(breach: Breach) -> QuerySet[BreachDecision]:
    """What happened to a breach, in order, with the event or closure it rests on."""
    return breach.decisions.select_related("event", "closure", "decided_by").order_by("decided_at", "pk")


def breaches_to_check() -> QuerySet[Breach]:
    """What waits for a person, the oldest first."""
    return Breach.objects.filter(state=Breach.State.TO_CHECK).order_by("found_at", "pk")


def next_to_check(breach: Breach) -> Breach | None:
    """What waits after this breach in that queue, at its end the oldest again; None where nothing else does."""
    others = breaches_to_check().exclude(pk=breach.pk)
    behind = Q(found_at__gt=breach.found_at) | Q(found_at=breach.found_at, pk__gt=breach.pk)
    return others.filter(behind, found_at__gte=breach.found_at).first() or others.first()


def told_at(breach: Breach) -> datetime:
    """When its partner was last told that this breach stands, or weighs: by the breach, or by a decision made since.

    A notice that is not sent yet counts from when it was written; without any, the instant it was found.
    """
    kinds = BreachDecision.Kind
    standing_anew = breach.decisions.filter(
        Q(kind__in=[kinds.CONFIRMED, kinds.REINSTATED, kinds.REGRADED]) | Q(kind=kinds.REWEIGHED, after__points__gt=0)
    )
    subjects = [f"decision:{pk}" for pk in standing_anew.values_list("pk", flat=True)]
    notices = Notice.objects.filter(
        audience=f"partner:{breach.partner_id}", channel=Notice.Channel.INBOX, level__in=["breach", "decision"],
        subject__in=[f"breach:{breach.pk}", *subjects],
    )  # fmt: skip
    told = [sent_at or created_at for sent_at, created_at in notices.values_list("sent_at", "created_at")]
    return max(told, default=breach.found_at)


def notices_of(actor: Actor, *, after: After | None = None) -> QuerySet[Notice]:
    """What this member was told of orders, the newest first, from `after` on; nobody else was told anything."""
    return inbox.received(inboxes_of(actor), after=after).filter(level__in=NOTICE_WORDS)


def inboxes_of(actor: Actor) -> list[str]:
    """The names of the inboxes that a member reads: their own, and in the office the partner's."""
    if not actor.is_partner:
        return []
    own = f"member:{actor.member_id}"
    return [f"partner:{actor.partner_id}", own] if actor.is_dispatching else [own]


def timeline_of(assignment: Assignment) -> list[Event]:
    """The events in the timeline's order, each with its texts."""
    return list(
        assignment.events.select_related("by")
        .prefetch_related(Prefetch("remarks", Remark.objects.filter(erased_at__isnull=True)))
        .order_by("at", "seq", "position")
    )


def events_recorded(assignment: Assignment, *, after: int = 0) -> QuerySet[Event]:
    """The events that were recorded after a position, as they were recorded, each with its texts."""
    found = assignment.events.filter(position__gt=after)
    return found.prefetch_related(Prefetch("remarks", Remark.objects.filter(erased_at__isnull=True))).order_by(
        "position"
    )


def is_event_known(assignment: Assignment, event_id: str, *, kind: str, actor: str) -> bool:
    """Whether this very act was recorded under its sender's id before."""
    return assignment.events.filter(event_id=event_id, kind=kind, actor=actor).exists()


def timelines_of(assignments: Sequence[Assignment]) -> dict[int, list[Event]]:
    """The same for several assignments, by their primary key; one query, and one for the texts."""
    told: dict[int, list[Event]] = {each.pk: [] for each in assignments}
    events = (
        Event.objects.filter(assignment_id__in=told)
        .select_related("by")
        .prefetch_related(Prefetch("remarks", Remark.objects.filter(erased_at__isnull=True)))
    )
    for event in events.order_by("assignment_id", "at", "seq", "position"):
        told[event.assignment_id].append(event)
    return told


def evidence_of(breaches: Sequence[Breach]) -> dict[int, list[Event]]:
    """The events each breach rests on, by the breach's primary key, in one query and one for their texts."""
    wanted = {(breach.assignment_id, event_id) for breach in breaches for event_id in breach.evidence}
    events = (
        Event.objects.filter(
            assignment_id__in={assignment for assignment, _event in wanted},
            event_id__in={event for _a, event in wanted},
        )
        .prefetch_related("remarks")
        .order_by("at", "seq", "position")
    )
    return {
        breach.pk: [e for e in events if e.assignment_id == breach.assignment_id and e.event_id in breach.evidence]
        for breach in breaches
    }


def words_behind(clocks: Iterable[RunningClock]) -> dict[tuple[int, str], str]:
    """What the customer wrote in the messages that started these clocks, by (assignment, event id)."""
    waiting = [clock for clock in clocks if clock.rule == "C1.reply_late"]
    if not waiting:
        return {}
    texts = Remark.objects.filter(
        field="text",
        event__assignment_id__in={clock.assignment_id for clock in waiting},
        event__event_id__in={clock.subject for clock in waiting},
    ).select_related("event")
    return {(text.event.assignment_id, text.event.event_id): text.text for text in texts}


def closures_between(begin: datetime, end: datetime) -> list[Closure]:
    """Every closure that touches [begin, end]."""
    return list(Closure.objects.filter(ends_at__gt=begin, starts_at__lt=end))
