"""What the page of one complaint reads beside its row."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from complaints.models import CannedReply, Complaint, ComplaintNote, ComplaintStep
from orders.models import Assignment, Attachment


def replies_for(complaint: Complaint) -> QuerySet[CannedReply]:
    """The canned replies in use that fit what it is about."""
    return CannedReply.objects.filter(is_active=True, category__in=["", complaint.category])


def opening_photos(complaint: Complaint, chosen: Collection[str]) -> list[Attachment]:
    """Those of the photos it was opened with that were chosen, by primary key."""
    return list(Attachment.objects.filter(pk__in=chosen, event=complaint.opening_id).select_related("file"))


def photos_of_the_work(assignment: Assignment) -> list[Attachment]:
    """The photos of chat and parts; those of complaints stand with what was said."""
    photos = Attachment.objects.filter(assignment=assignment).exclude(role=Attachment.Role.COMPLAINT)
    return list(photos.select_related("file").order_by("pk"))


def of_same_phone(complaint: Complaint, *, most: int) -> list[Complaint]:
    """Other complaints of the customer's phone, the newest first; none where the phone was erased."""
    phone = complaint.assignment.order.customer_phone
    if not phone:
        return []
    same = Complaint.objects.filter(assignment__order__customer_phone=phone).exclude(pk=complaint.pk)
    return list(same.select_related("assignment__order", "assignment__partner").order_by("-opened_at", "-pk")[:most])


def notes_of(complaints: Iterable[Complaint]) -> list[ComplaintNote]:
    """The internal notes of these, the oldest first."""
    return list(ComplaintNote.objects.filter(complaint__in=complaints).select_related("by", "complaint"))


def steps_of(complaints: Iterable[Complaint]) -> list[ComplaintStep]:
    """What the desk did with these, the oldest first."""
    return list(ComplaintStep.objects.filter(complaint__in=complaints).select_related("by", "handler", "other"))
