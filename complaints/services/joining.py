"""Two complaints that are one, and one that is two: clocks and evidence go along."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from complaints.models import Complaint, ComplaintStep
from complaints.services import steps
from complaints.transitions import Act
from orders.models import Attachment, EventKind
from orders.services import complaints, timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once
from rada.web import clock


class NotOne(timeline.Refused):
    """These two cannot be joined, or this one not be parted; its text says why."""


@once
def merge(complaint: Complaint, other: Complaint, *, by: Actor, seen: int | None = None, key: Key | None = None) -> int:
    """Join two open complaints about one company's work on one order. Returns the primary key of the one that goes on.

    The older one goes on, with its clocks; the younger is closed on the timeline as settled in the same act, so that
    no clock of it runs on. `seen` is of `complaint`. Raises as `steps.begin` does, NotOne.
    """
    fresh = steps.begin(complaint, Act.MERGED, by=by, seen=seen)
    if other.pk == complaint.pk or other.assignment_id != complaint.assignment_id:
        raise NotOne(_("Only two complaints about the same company's work on the same order can be joined."))
    survivor, duplicate = sorted((fresh, steps.read(other)), key=lambda each: (each.opened_at, each.pk))
    for each in (survivor, duplicate):
        if not each.is_open:
            raise steps.NotNow(Act.MERGED, each.state)
    complaints.close(fresh.assignment, by=by, complaint=duplicate.reference, outcome=Act.SETTLED.value)
    closing = duplicate.assignment.events.filter(
        kind=EventKind.COMPLAINT_CLOSED, payload__complaint=duplicate.reference
    ).latest("position")
    steps.take_down(
        duplicate, ComplaintStep.Kind.MERGED, by=by, at=closing.at, event=closing, other=survivor
    )  # fmt: skip
    steps.bring_up([survivor])
    return survivor.pk


@once
def split(
    complaint: Complaint,
    *,
    by: Actor,
    category: str,
    text: str,
    photos: Sequence[Attachment] = (),
    seen: int | None = None,
    key: Key | None = None,
) -> int:
    """Part what is another matter from an open complaint. Returns the new complaint's primary key.

    Rada's clock of the new one began with the old one's. `photos` are of the old one and are shown with both.
    Raises as `steps.begin` does, NotOne, complaints.BadComplaint.
    """
    fresh = steps.begin(complaint, None, by=by, seen=seen)
    if not fresh.is_open:
        raise NotOne(_("Only an open complaint can be parted."))
    if any(photo.assignment_id != fresh.assignment_id for photo in photos):
        raise NotOne(_("These photos belong to another order."))
    if not text.strip():
        raise NotOne(_("Say what the new complaint is about."))
    files = [photo.file for photo in photos]
    number = complaints.open_complaint(fresh.assignment, by=by, category=category, text=text, files=files)
    part = Complaint.objects.select_related("opening").get(assignment=fresh.assignment, number=number)
    steps.take_down(
        fresh, ComplaintStep.Kind.SPLIT, by=by, at=part.opening.at, event=part.opening, other=part
    )  # fmt: skip
    if fresh.handler is not None:
        steps.take_down(part, ComplaintStep.Kind.HANDED, by=by, at=clock.now(), handler=fresh.handler)
    steps.bring_up([fresh])
    return part.pk
