"""Who has a complaint in hand: taken, handed over, or shared out by skill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from complaints import permissions
from complaints.models import Complaint, ComplaintStep, StaffSkill
from complaints.services import alerts, steps
from orders.services import timeline
from partners.actors import Actor, actor_of
from partners.models import User
from rada.platform.idempotency import Key, once
from rada.web import clock

NEVER = datetime.min.replace(tzinfo=UTC)
WITHOUT_CATEGORY = "other"


class NotTheirs(timeline.Refused):
    """Who is to have it does not work on complaints."""

    def __init__(self, who: str) -> None:
        self.who = who
        super().__init__(who)

    def __str__(self) -> str:
        return _("%(who)s does not work on complaints. Choose somebody else.") % {"who": self.who}


@dataclass
class Shared:
    """What sharing out came to."""

    handed: list[tuple[Complaint, User]] = field(default_factory=list)
    nobody: list[Complaint] = field(default_factory=list)  # no colleague at work has the skill


@once
def take(complaints: Sequence[Complaint], *, by: Actor, key: Key | None = None) -> int:
    """Take complaints in hand. Returns how many changed hands; raises as `assign` does."""
    return _hand(complaints, by.user, by=by)


@once
def assign(complaints: Sequence[Complaint], *, handler: User | None, by: Actor, key: Key | None = None) -> int:
    """Hand complaints to a colleague; None lays them back. Returns how many changed hands.

    Raises PermissionDenied, NotTheirs, and steps.ActedMeanwhile where one changed hands since it was read: none of
    them is handed over then.
    """
    return _hand(complaints, handler, by=by)


@once
def share_out(complaints: Sequence[Complaint], *, by: Actor, key: Key | None = None) -> Shared:
    """Give each complaint that nobody has to a colleague at work who has the skill for it.

    Whoever was given one the longest ago is first. Where nobody has the skill it stays as it is, and is told.
    """
    permissions.require(permissions.can_handle_complaint(by))
    waiting = [each for each in steps.lock_all(complaints) if each.handler_id is None and each.is_open]
    at_work, shared = _at_work(), Shared()
    for complaint in sorted(waiting, key=lambda each: (each.due_at or each.opened_at, each.pk)):
        able = [each for each in at_work if (complaint.category or WITHOUT_CATEGORY) in each.skill.categories]
        if not able:
            shared.nobody.append(complaint)
            continue
        chosen = min(able, key=lambda each: (each.last_given_at, each.skill.user_id))
        chosen.last_given_at = _give(complaint, chosen.skill.user, by)
        shared.handed.append((complaint, chosen.skill.user))
    steps.bring_up([complaint for complaint, _user in shared.handed])
    return shared


@dataclass
class _Colleague:
    skill: StaffSkill
    last_given_at: datetime


def _at_work() -> list[_Colleague]:
    """Colleagues who are given complaints; locked, so that two who share out at once take turns."""
    skills = StaffSkill.objects.select_for_update(of=("self",)).select_related("user").order_by("pk")
    there = [each for each in skills.filter(is_available=True) if _works(each.user)]
    given = ComplaintStep.objects.filter(kind=ComplaintStep.Kind.HANDED, handler__in=[each.user_id for each in there])
    last = dict(given.order_by().values_list("handler").annotate(Max("at")))
    return [_Colleague(each, last.get(each.user_id, NEVER)) for each in there]


def _hand(complaints: Sequence[Complaint], handler: User | None, *, by: Actor) -> int:
    permissions.require(permissions.can_handle_complaint(by))
    if handler is not None and not _works(handler):
        raise NotTheirs(str(handler))
    known = {each.pk: each.handler_id for each in complaints}
    wanted = handler.pk if handler else None
    changed = [each for each in steps.lock_all(complaints) if each.handler_id != wanted]
    for complaint in changed:
        if complaint.handler_id != known[complaint.pk]:
            raise steps.ActedMeanwhile(str(complaint.handler or _("Somebody")))
        _give(complaint, handler, by)
    steps.bring_up(changed)
    return len(changed)


def _give(complaint: Complaint, handler: User | None, by: Actor) -> datetime:
    now = clock.now()
    steps.take_down(complaint, ComplaintStep.Kind.HANDED, by=by, at=now, handler=handler)
    if handler is not None and handler != by.user:
        alerts.tell_handed(complaint, handler, at=now)
    return now


def _works(user: User) -> bool:
    return permissions.can_handle_complaint(actor_of(user))


def colleagues() -> Iterable[User]:
    """Who can be handed a complaint, by name."""
    return sorted(alerts.triage(), key=str)
