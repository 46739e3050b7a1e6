"""Where an account is signed in, and which browsers want to be rung."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.people import User


class SignedInDevice(models.Model):
    """One session of an account, so that its owner sees and ends it. The session itself is Django's."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    agent = models.CharField(max_length=200, blank=True, help_text=_("What the browser calls itself."))
    signed_in_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("signed-in device")
        verbose_name_plural = _("signed-in devices")
        ordering = ["-seen_at"]

    def __str__(self) -> str:
        return f"{self.user_id} {self.signed_in_at:%d/%m/%Y %H:%M}"


class PushDevice(models.Model):
    """A browser that asked to be told of new offers by web push (RFC 8030)."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_devices")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("browser to ring")
        verbose_name_plural = _("browsers to ring")

    def __str__(self) -> str:
        return f"{self.user_id} {self.pk}"
