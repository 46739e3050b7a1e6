"""What people look up of talk and endings. Each row is a projection of its event."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment
from orders.models.timeline import ActorKind, Event
from rada.platform.models import StoredFile


class Message(models.Model):
    """One message of the chat; its text is the event's remark `text`."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="messages")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="message")
    actor = models.CharField(max_length=8, choices=ActorKind.choices)
    needs_reply = models.BooleanField()
    auto = models.BooleanField()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")

    def __str__(self) -> str:
        return str(self.event_id)


class Cancellation(models.Model):
    """Who ended an assignment, and the reason's code."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="cancellations")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="cancellation")
    actor = models.CharField(max_length=8, choices=ActorKind.choices)
    reason = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("cancellation")
        verbose_name_plural = _("cancellations")

    def __str__(self) -> str:
        return f"{self.actor}: {self.reason}"


class ScheduledMessage(models.Model):
    """A partner's message that waits for its hour; the sweep sends it, and only then is it an event."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="scheduled_messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(max_length=4000, blank=True)
    files = models.ManyToManyField(StoredFile, blank=True, related_name="+")
    send_at = models.DateTimeField()
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="scheduled_message"
    )

    class Meta:
        verbose_name = _("message that waits")
        verbose_name_plural = _("messages that wait")
        ordering = ["send_at", "id"]
        indexes = [
            models.Index(
                fields=["send_at"],
                name="scheduled_message_due",
                condition=Q(sent_at__isnull=True, taken_back_at__isnull=True, refused_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.send_at:%d/%m/%Y %H:%M}"
