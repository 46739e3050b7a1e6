"""Whose an inbox is, and by which channels beside it they want to be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from partners.actors import Actor
from partners.models import ChannelChoice, Member, User
from rada.platform.kinds import OFFERED, Channel, Topic

OFFICE = (Member.Role.OWNER, Member.Role.DISPATCHER)
ON_THE_JOB = (Topic.JOBS, Topic.DEADLINES)
OF_THE_OFFICE = (*ON_THE_JOB, Topic.TALK, Topic.QUALITY)
OF_STAFF = (Topic.COMPLAINTS, Topic.PLATFORM)
Choice = tuple[Topic, Channel]


def people_behind(audiences: Iterable[str]) -> dict[str, list[User]]:
    """Who reads `partner:12` (its office alone), `member:34`, `staff:5`; those alone who may sign in. Two queries."""
    numbers: dict[str, set[int]] = defaultdict(set)
    for name in audiences:
        kind, number = name.split(":")
        numbers[kind].add(int(number))
    found: dict[str, list[User]] = defaultdict(list)
    of_office = Q(partner_id__in=numbers["partner"], role__in=OFFICE)
    working = Member.objects.filter(is_active=True, user__is_active=True).select_related("user").order_by("pk")
    for member in working.filter(of_office | Q(pk__in=numbers["member"])):
        if member.role in OFFICE and member.partner_id in numbers["partner"]:
            found[f"partner:{member.partner_id}"].append(member.user)
        if member.pk in numbers["member"]:
            found[f"member:{member.pk}"].append(member.user)
    for user in User.objects.filter(pk__in=numbers["staff"], is_staff=True, is_active=True):
        found[f"staff:{user.pk}"].append(user)
    return found


def topics_of(actor: Actor) -> tuple[Topic, ...]:
    """What somebody is told of: a technician of their jobs, the office of everything, Rada's people of their work."""
    if actor.is_partner:
        return OF_THE_OFFICE if actor.is_dispatching else ON_THE_JOB
    return OF_STAFF if actor.is_staff else ()


def choices_of(users: Iterable[int]) -> dict[int, dict[Choice, bool]]:
    """What each account, by primary key, is told of by which channel. One query."""
    chosen = {pk: dict(OFFERED) for pk in users}
    for row in ChannelChoice.objects.filter(user__in=chosen):
        if (choice := (Topic(row.topic), Channel(row.channel))) in OFFERED:
            chosen[row.user_id][choice] = row.is_on
    return chosen


def address_of(user: User, channel: Channel) -> str:
    """Where the account is reached; empty where nobody knows it."""
    return (user.email if channel == Channel.EMAIL else user.phone) or ""
