"""What comes back of stamps and of photos of receipts, and for whom. A stranger's query is empty."""

from __future__ import annotations

from django.db.models import Count, Prefetch, Q, QuerySet

from orders import selectors
from orders.models import (
    Assignment,
    Photo,
    PhotoCheck,
    Receipt,
    Stamp,
    StampDecision,
    StampRoll,
)
from orders.models.orders import HOLDS_THE_ORDER
from partners.actors import Actor

LOW = 20


def photos_visible_to(actor: Actor) -> QuerySet[Photo]:
    """The customers' photos of receipts of the orders this actor sees, where the file is kept, the latest first.

    A customer's own are those of the engagement that holds the order.
    """
    seen = selectors.assignments_visible_to(actor).order_by()
    if actor.kind == "customer":
        seen = seen.filter(status__in=HOLDS_THE_ORDER)
    kept = Photo.objects.filter(assignment_id__in=seen.values("pk"), file__isnull=False)
    return kept.select_related("file", "event").order_by("-event__at", "-pk")


def stamps_visible_to(actor: Actor) -> QuerySet[Stamp]:
    """A partner's office its own rolls' stamps, Rada every one."""
    found = Stamp.objects.select_related("roll")
    if actor.is_staff:
        return found
    return found.filter(roll__partner_id=actor.partner_id or 0) if actor.is_dispatching else found.none()


def rolls_of(actor: Actor) -> QuerySet[StampRoll]:
    """The rolls of this actor's partner, the oldest first, each with its stamps counted by state."""
    own = StampRoll.objects.filter(partner_id=actor.partner_id or 0)
    counted = {state: Count("stamps", filter=Q(stamps__state=state)) for state in ("free", "used", "lost", "void")}
    return (own if actor.is_dispatching else own.none()).annotate(**counted).order_by("issued_at", "pk")


def stamps_left(partner_id: int) -> int:
    """How many stamps a partner can still use."""
    return Stamp.objects.filter(roll__partner_id=partner_id, state=Stamp.State.FREE).count()


def next_stamps(rolls: QuerySet[StampRoll]) -> dict[int, str]:
    """The first free serial of each of these rolls, by the roll's primary key."""
    free = Stamp.objects.filter(roll__in=rolls.order_by().values("pk"), state=Stamp.State.FREE)
    return dict(free.order_by("roll", "serial").distinct("roll").values_list("roll", "serial"))


def decisions_of(rolls: QuerySet[StampRoll]) -> QuerySet[StampDecision]:
    """What was declared about the stamps of these rolls, the latest first."""
    declared = StampDecision.objects.filter(stamp__roll__in=rolls.order_by().values("pk"))
    return declared.select_related("stamp", "decided_by").order_by("-decided_at", "-pk")


def checks_open() -> QuerySet[PhotoCheck]:
    """Receipt photos that wait for a person."""
    return PhotoCheck.objects.filter(settled_at__isnull=True)


def with_papers(checks: QuerySet[PhotoCheck]) -> QuerySet[PhotoCheck]:
    """The checks with the photo, the receipts to compare it with and the other order's photo; two queries for all."""
    receipts = Receipt.objects.exclude(stamp="").order_by("-event__at", "-event__seq")
    return checks.select_related(
        "event__photo__file", "event__assignment__order", "event__assignment__partner", "settled_by",
        "other__photo__file", "other__assignment__order", "other__assignment__partner",
    ).prefetch_related(Prefetch("event__assignment__receipts", receipts, to_attr="stamped"))  # fmt: skip


def photo_told_by(assignment: Assignment, event_id: str) -> Photo | None:
    """The receipt's photo that an event told of."""
    told = Photo.objects.filter(assignment=assignment, event__event_id=event_id)
    return told.select_related("file", "event").first()


def check_of(photo: Photo) -> PhotoCheck | None:
    """What is odd about a photo, with the other order's photo where it was sent before; None where nothing is."""
    return with_papers(PhotoCheck.objects.filter(event=photo.event)).first()


def is_low(left: int) -> bool:
    """Whether a partner should ask Rada for a new roll."""
    return left < LOW
