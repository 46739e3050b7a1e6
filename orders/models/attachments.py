"""Photos beside events: sent in the chat or with a complaint, or of a part before and after."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment
from orders.models.timeline import Event
from rada.platform.models import StoredFile


class Attachment(models.Model):
    """One photo of an event. The event keeps the file's SHA-256 in its remark `extra`, so that both can be compared."""

    class Role(models.TextChoices):
        MESSAGE = "message", _("sent in the chat")
        OLD_PART = "old_part", _("the old part")
        NEW_PART = "new_part", _("the new part")
        COMPLAINT = "complaint", _("sent with a complaint")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="attachments")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=Role.choices)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("photo beside an event")
        verbose_name_plural = _("photos beside events")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "role", "position"], name="one_attachment_per_place"),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.role}"
