"""The timeline: events that are written once, the texts beside them, and reports that do not fit."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment


class EventKind(models.TextChoices):
    """The kinds of the contract's §4."""

    OFFERED = "offered", _("Offered")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Offer withdrawn")
    SCHEDULED = "scheduled", _("Appointment made")
    MESSAGE = "message", _("Message")
    REPLY_NOT_NEEDED = "reply_not_needed", _("No reply needed")
    DISAGREEMENT_REPORTED = "disagreement_reported", _("Disagreement reported")
    CANCELLED = "cancelled", _("Cancelled")
    QUOTED = "quoted", _("Quoted")
    QUOTE_APPROVED = "quote_approved", _("Quote approved")
    QUOTE_REJECTED = "quote_rejected", _("Quote rejected")
    ARRIVED = "arrived", _("Arrived")
    PART_REPLACED = "part_replaced", _("Part replaced")
    CHECKLIST_DONE = "checklist_done", _("Checklist done")
    COMPLETED = "completed", _("Work completed")
    RECEIPT_ISSUED = "receipt_issued", _("Receipt issued")
    PHOTO_REQUESTED = "photo_requested", _("Photo asked for")
    PHOTO_UPLOADED = "photo_uploaded", _("Photo uploaded")
    COMPLAINT_OPENED = "complaint_opened", _("Complaint opened")
    COMPLAINT_INFO_REQUESTED = "complaint_info_requested", _("Rada asked about the complaint")
    COMPLAINT_REOPENED = "complaint_reopened", _("Complaint reopened")
    COMPLAINT_REPLY = "complaint_reply", _("Complaint answered")
    COMPLAINT_CLOSED = "complaint_closed", _("Complaint closed")


class ActorKind(models.TextChoices):
    """Who acted."""

    CUSTOMER = "customer", _("customer")
    PARTNER = "partner", _("partner")
    RADA = "rada", _("Rada")
    SYSTEM = "system", _("system")


class Door(models.TextChoices):
    """How an event came in: an act was checked against the transitions, a report tells of what happened elsewhere."""

    ACT = "act", _("act")
    REPORT = "report", _("report")


class Event(models.Model):
    """One fact. Its order in the timeline is (`at`, `seq`), its place in the hash chain is `position`.

    `payload` is what the contract's §4 says for the kind, without free text: a text lies in a `Remark`, the payload
    keeps `{"sha256": ..., "blank": ...}` of it.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=24, choices=EventKind.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    seq = models.BigIntegerField()
    actor = models.CharField(max_length=8, choices=ActorKind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    door = models.CharField(max_length=6, choices=Door.choices, default=Door.ACT)
    act = models.UUIDField(null=True, blank=True, help_text=_("Shared by the events of one act on a whole order."))
    payload = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["assignment", "at", "seq", "position"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "event_id"], name="one_event_per_id"),
            models.UniqueConstraint(fields=["assignment", "position"], name="one_event_per_position"),
        ]
        indexes = [
            models.Index(
                fields=["assignment", "at"],
                name="event_of_a_complaint",
                condition=Q(
                    kind__in=[
                        "complaint_opened", "complaint_info_requested", "complaint_reopened", "complaint_reply",
                        "complaint_closed",
                    ]
                ),
            ),
            models.Index(
                KeyTextTransform("complaint", "payload"),
                name="complaint_by_number",
                condition=Q(kind="complaint_opened"),
            ),
        ]  # fmt: skip
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"

    @property
    def is_spoken(self) -> bool:
        """What the customer said on the phone; `by` is who of Rada's wrote it down."""
        return self.door == Door.ACT and self.actor == ActorKind.CUSTOMER and self.by_id is not None


class Remark(models.Model):
    """A text that belongs to an event and may be erased without touching it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="remarks")
    field = models.CharField(max_length=40)
    salt = models.CharField(max_length=32)
    text = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        constraints = [models.UniqueConstraint(fields=["event", "field"], name="one_text_per_field")]

    def __str__(self) -> str:
        return f"{self.event_id}.{self.field}"


class OddReport(models.Model):
    """A reported event that cannot have happened in that order: it stands, steers nothing, and waits for a person."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="oddity", verbose_name=_("event"))
    reason = models.CharField(max_length=200, verbose_name=_("why it is odd"))
    created_at = models.DateTimeField(_("came in"))
    settled_at = models.DateTimeField(null=True, blank=True, verbose_name=_("settled"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("settled by")
    )

    class Meta:
        verbose_name = _("odd report")
        verbose_name_plural = _("odd reports")
        indexes = [models.Index(fields=["created_at"], name="odd_report_open", condition=Q(settled_at__isnull=True))]

    def __str__(self) -> str:
        return self.reason
