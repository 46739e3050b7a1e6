"""Who is already booked when: a technician with two appointments at once is a warning that can be confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from orders.models import ENGAGED, Assignment
from orders.services import timeline
from orders.wording.spans import window
from partners.models import Member
from rada.lib.text import sort_key


class DoubleBooked(timeline.Refused):
    """The technician has other appointments in these hours, and the page had not said so."""

    def __init__(self, clashes: Sequence[Assignment], shown: Collection[str]) -> None:
        self.clashes = clashes
        self.confirmed_by = {"overlap_shown": " ".join([*shown, *map(mark_of, clashes)])}
        super().__init__(clashes)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """The marks with which the same request, sent again, says that the overlaps are known."""
        return [("overlaps", mark_of(clash)) for clash in self.clashes]

    def __str__(self) -> str:
        said = _("Nothing has been saved yet. %(overlap)s Send it again if both can be done.")
        return said % {"overlap": overlap_words(self.clashes)}


@dataclass(frozen=True)
class Candidate:
    """Somebody who could go: how many jobs they have that day, and which of them are in the same hours."""

    member: Member
    jobs: int
    clashes: list[Assignment]


def candidates(assignment: Assignment, begin: datetime, end: datetime) -> list[Candidate]:
    """Everybody who works for the partner, by name, with their appointments of the day [begin, end): two queries."""
    team = Member.objects.filter(partner_id=assignment.partner_id, is_active=True).select_related("user")
    others = [each for each in booked(assignment.partner_id, begin, end) if each.pk != assignment.pk]
    return [
        Candidate(member, len(theirs), [each for each in theirs if _overlap(each, assignment)])
        for member in sorted(team, key=lambda member: sort_key(str(member.user)))
        for theirs in [[each for each in others if each.technician_id == member.pk]]
    ]


def booked(partner_id: int, begin: datetime, end: datetime) -> QuerySet[Assignment]:
    """A partner's standing appointments with a technician that overlap the hours, in their order."""
    standing = Assignment.objects.filter(
        partner_id=partner_id, status__in=ENGAGED, technician__isnull=False, arrive_from__lt=end, arrive_to__gt=begin
    )
    return standing.select_related("order", "technician__user").order_by("arrive_from", "pk")


def clashes_of(assignment: Assignment, technician_id: int, begin: datetime, end: datetime) -> list[Assignment]:
    """The technician's other appointments that overlap these hours of an assignment."""
    return list(booked(assignment.partner_id, begin, end).filter(technician_id=technician_id).exclude(pk=assignment.pk))


def require_shown(
    assignment: Assignment, technician_id: int, begin: datetime, end: datetime, *, shown: Collection[str]
) -> None:
    """Raise DoubleBooked where an overlap is not among those that the page had `shown`.

    Locks the technician, so that of two who book the same hours at once the second sees the first.
    """
    Member.objects.select_for_update(no_key=True).only("pk").get(pk=technician_id)
    unseen = [each for each in clashes_of(assignment, technician_id, begin, end) if mark_of(each) not in shown]
    if unseen:
        raise DoubleBooked(unseen, shown)


def mark_of(clash: Assignment) -> str:
    """How a form notes that this overlap was shown: other hours or another technician make it another overlap."""
    begin, end = (int(each.timestamp()) if each else 0 for each in (clash.arrive_from, clash.arrive_to))
    return f"{clash.pk}:{clash.technician_id}:{begin}:{end}"


def overlap_words(clashes: Sequence[Assignment]) -> str:
    """`Minh already has RD-7K2F-9QXM at 14:00–16:00 Monday 23/11.`"""
    said = _("%(name)s already has %(order)s at %(hours)s.")
    return " ".join(
        said
        % {
            "name": each.technician.user.get_short_name(),
            "order": each.order.code,
            "hours": window(each.arrive_from, each.arrive_to),
        }
        for each in clashes
        if each.technician and each.arrive_from and each.arrive_to
    )


def overlapping(appointments: Sequence[Assignment]) -> set[int]:
    """Of these appointments, those that overlap another one of the same technician, by primary key."""
    standing = [each for each in appointments if each.technician_id and each.is_engaged]
    return {
        pk
        for number, one in enumerate(standing)
        for other in standing[number + 1 :]
        if one.technician_id == other.technician_id and _overlap(one, other)
        for pk in (one.pk, other.pk)
    }


def _overlap(one: Assignment, other: Assignment) -> bool:
    if not (one.arrive_from and one.arrive_to and other.arrive_from and other.arrive_to):
        return False
    return one.arrive_from < other.arrive_to and other.arrive_from < one.arrive_to
