"""The queue of complaints as Rada's people work through it: what is nearest to its due instant comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Count, F, Q, QuerySet

from complaints import permissions
from complaints.models import FOR_RADA, OPEN, Complaint, Remedy, State
from partners.actors import Actor
from rada.web.paging import After

SOON = timedelta(hours=1)
MOST_TO_FOLLOW_UP = 200  # the longest due
IS_OPEN = Q(state__in=[str(state) for state in OPEN])
BY_DUE = (F("due_at").asc(nulls_last=True), "pk")


def complaints_visible_to(actor: Actor) -> QuerySet[Complaint]:
    """Every complaint for those of Rada who may view the table, none for anybody else; each with its order."""
    found = Complaint.objects.select_related(
        "assignment__order__service", "assignment__partner", "assignment__policy", "opening", "handler"
    )
    return found if permissions.sees_complaints(actor) else found.none()


def queue(actor: Actor, name: str = "", *, now: datetime) -> QuerySet[Complaint]:
    """One of QUEUES by due instant, what has none at the end; without a name everything open."""
    return complaints_visible_to(actor).filter(QUEUES.get(name, _open)(actor, now)).order_by(*BY_DUE)


def following(last: Complaint | None) -> Q:
    """What comes after a complaint in the order of the queue; everything where nothing was seen yet."""
    if last is None:
        return Q()
    if last.due_at is None:
        return Q(due_at__isnull=True, pk__gt=last.pk)
    return Q(due_at__gt=last.due_at) | Q(due_at=last.due_at, pk__gt=last.pk) | Q(due_at__isnull=True)


def closed(actor: Actor, *, after: After | None = None) -> QuerySet[Complaint]:
    """Closed complaints, the newest first, from `after` on."""
    found = complaints_visible_to(actor).exclude(IS_OPEN).order_by("-closed_at", "-pk")
    if after is not None:
        found = found.filter(Q(closed_at__lt=after.at) | Q(closed_at=after.at, pk__lt=after.pk))
    return found


def waiting_counts(actor: Actor, *, now: datetime) -> dict[str, int]:
    """How many stand in each queue of open complaints, and remedies to follow up; two queries."""
    seen = complaints_visible_to(actor).select_related(None).order_by()
    names = [name for name in QUEUES if name not in {"closed", "remedies"}]
    counts = seen.filter(IS_OPEN).aggregate(
        open=Count("pk"), **{name: Count("pk", filter=QUEUES[name](actor, now)) for name in names}
    )
    return {**counts, "remedies": remedies_due(actor, now=now).count()}


def waiting_for_rada() -> QuerySet[Complaint]:
    """What Rada's people are to do something about next: unanswered, reopened, or answered by the partner."""
    return Complaint.objects.filter(state__in=[str(state) for state in FOR_RADA])


def remedies_due(actor: Actor, *, now: datetime) -> QuerySet[Remedy]:
    """Remedies that were promised and are not done, whose day to follow up has come; the oldest first."""
    due = Remedy.objects.filter(done_at__isnull=True, follow_up_at__lte=now).order_by("follow_up_at", "pk")
    return due if permissions.sees_complaints(actor) else due.none()


def evidence_of(complaint: Complaint) -> list[Complaint]:
    """The complaints whose texts, photos and notes belong to this one: those merged into it, and what it was part of.

    One query: they are all about one assignment.
    """
    there = {each.pk: each for each in Complaint.objects.filter(assignment=complaint.assignment_id).order_by("pk")}
    found: list[Complaint] = []
    reached = [complaint.pk]
    while reached:
        pk = reached.pop()
        near = [each for each in there.values() if each.merged_into_id == pk]
        near += [there[origin] for origin in [there[pk].split_from_id] if origin]
        for each in near:
            if each not in found and each.pk != complaint.pk:
                found.append(each)
                reached.append(each.pk)
    return sorted(found, key=lambda each: each.pk)


def could_be_merged_with(complaint: Complaint) -> QuerySet[Complaint]:
    """The other open complaints about the same work."""
    same = Complaint.objects.filter(IS_OPEN, assignment=complaint.assignment_id)
    return same.exclude(pk=complaint.pk).select_related("opening").order_by("opened_at", "pk")


def _open(actor: Actor, now: datetime) -> Q:
    return IS_OPEN


def _to_follow_up(actor: Actor, now: datetime) -> Q:
    """Read first, so that the plan begins with the few that wait and not with all complaints."""
    return Q(pk__in=list(remedies_due(actor, now=now).values_list("complaint", flat=True)[:MOST_TO_FOLLOW_UP]))


QUEUES: dict[str, Callable[[Actor, datetime], Q]] = {
    "mine": lambda actor, now: IS_OPEN & Q(handler=actor.user),
    "unassigned": lambda actor, now: IS_OPEN & Q(handler__isnull=True),
    "soon": lambda actor, now: IS_OPEN & Q(due_at__lte=now + SOON),
    "reopened": lambda actor, now: Q(state=State.REOPENED),
    "waiting_partner": lambda actor, now: Q(state=State.WAITING_PARTNER),
    "waiting_customer": lambda actor, now: Q(state=State.WAITING_CUSTOMER),
    "remedies": _to_follow_up,
    "closed": lambda actor, now: ~IS_OPEN,
}
