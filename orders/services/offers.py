"""Offers: one order put to several partners; exactly one acceptance wins, the others are withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, EventKind, Order, Status
from orders.models.orders import HOLDS_THE_ORDER
from orders.services import policies, ringing, timeline
from partners.actors import SYSTEM, Actor
from partners.models import Partner, TermsVersion
from partners.selectors import terms_in_force
from rada.platform import outbox
from rada.platform.idempotency import Key, once
from rada.web import clock


class OfferClosed(timeline.Refused):
    """The offer can no longer be answered so: another partner holds the order (`taken`), or it was withdrawn."""

    def __init__(self, *, taken: bool) -> None:
        self.taken = taken
        super().__init__(taken)

    def __str__(self) -> str:
        if not self.taken:
            return _("This offer was withdrawn, so the offer has ended. There is nothing you need to do.")
        return _(
            "Another partner has already accepted this order, so the offer has ended. There is nothing you need to do."
        )


class CannotOffer(timeline.Refused):
    """The order cannot be offered, or not to this partner, now; its text says why."""


@once
def offer(order: Order, partner: Partner, *, by: Actor = SYSTEM, key: Key | None = None) -> int:
    """Put an order to one partner; terms and policy are pinned now. Returns the assignment's primary key."""
    Order.objects.select_for_update(no_key=True).get(pk=order.pk)
    now = clock.now()
    terms = _require_offerable(order, partner, now)
    assignment = Assignment.objects.create(
        order=order, partner=partner, terms=terms, policy=policies.in_force(now, demo=order.is_demo), created_at=now
    )
    timeline.record(assignment, EventKind.OFFERED, by=by, permission=permissions.can_act_for_rada)
    outbox.tell(
        [
            outbox.notice(
                f"partner:{partner.pk}", f"assignment:{assignment.pk}", "offer", at=now, facts={"order": order.code}
            ),
            *ringing.notices(f"partner:{partner.pk}", assignment, "offer", at=now),
        ]
    )
    return assignment.pk


@once
def accept(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """Engage the partner; from here on the rules of an engaged partner apply. The order's other offers end."""
    _lock_waiting(assignment)
    try:
        timeline.record(assignment, EventKind.ACCEPTED, by=by, permission=permissions.can_answer_offer)
    except timeline.NotPossibleNow as error:
        if error.status != Status.WITHDRAWN:
            raise
        raise OfferClosed(taken=_is_held(assignment)) from None
    if assignment.status != Status.ACCEPTED:  # another partner was reported as holding the order
        raise OfferClosed(taken=True)
    withdraw_waiting(assignment.order, by=SYSTEM)


def _is_held(assignment: Assignment) -> bool:
    return Assignment.objects.filter(order_id=assignment.order_id, status__in=HOLDS_THE_ORDER).exists()


def _lock_waiting(assignment: Assignment) -> None:
    """Lock the order, then every offer that still waits, by id: an acceptance ends them all, and locks never cross."""
    Order.objects.select_for_update(no_key=True).only("pk").get(pk=assignment.order_id)
    waiting = Assignment.objects.filter(order_id=assignment.order_id, status=Status.OFFERED).order_by("pk")
    list(waiting.select_for_update(no_key=True).values_list("pk", flat=True))


@once
def decline(assignment: Assignment, *, by: Actor, reason: str, key: Key | None = None) -> None:
    """Answer no, with the reason's code."""
    timeline.record(
        assignment, EventKind.DECLINED, by=by, permission=permissions.can_answer_offer, fields={"reason": reason}
    )


@once
def withdraw(assignment: Assignment, *, by: Actor, key: Key | None = None) -> None:
    """End an offer that nobody has answered."""
    timeline.record(assignment, EventKind.WITHDRAWN, by=by, permission=permissions.can_act_for_rada)


def withdraw_waiting(order: Order, *, by: Actor) -> None:
    """End every offer of the order that still waits; the order is locked. By id, so that locks never cross."""
    for waiting in order.assignments.filter(status=Status.OFFERED).order_by("pk"):
        timeline.record(waiting, EventKind.WITHDRAWN, by=by, permission=permissions.can_act_for_rada)


def _require_offerable(order: Order, partner: Partner, now: datetime) -> TermsVersion:
    """The partner's terms in force, where the order is open and the partner takes offers now. Raises CannotOffer."""
    order.refresh_from_db()
    partner.refresh_from_db(fields=["paused_until"])
    if order.state != Order.State.OPEN:
        raise CannotOffer(_("The order is not open any more."))
    if order.assignments.filter(partner=partner, status__in=[Status.NEW, Status.OFFERED]).exists():
        raise CannotOffer(_("This order is already offered to this partner."))
    if partner.paused_until is not None and partner.paused_until > now:
        raise CannotOffer(_("The partner is paused."))
    if partner.leaves.filter(starts_at__lte=now, ends_at__gt=now).exists():
        raise CannotOffer(_("The partner is on announced leave."))
    terms = terms_in_force(partner, now)
    if terms is None:
        raise CannotOffer(_("The partner has published no terms yet."))
    return terms


@transaction.atomic
def broadcast(order: Order, partners: list[Partner], *, by: Actor = SYSTEM) -> list[int]:
    """Put an order to several partners at once; whoever cannot take offers now is left out."""
    offered = []
    for partner in partners:
        try:
            offered.append(offer(order, partner, by=by))
        except CannotOffer:
            continue
    return [pk for pk in offered if pk is not None]
