"""What people look up of talk and endings. Each row is a projection of its event."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment
from orders.models.timeline import ActorKind, Event


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
