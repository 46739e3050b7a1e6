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


class AppSession(models.Model):
    """Somebody signed in by the partner app. Its tokens are worked out from the seed and never stored.

    Each refresh is a new generation; one that comes with an older generation shows that a token was copied.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="app_sessions")
    seed = models.CharField(max_length=64, unique=True)
    generation = models.PositiveIntegerField(default=0)
    account_hash = models.CharField(max_length=64, help_text=_("Follows the password: a new one ends the session."))
    agent = models.CharField(max_length=200, blank=True, help_text=_("What the app calls itself."))
    signed_in_at = models.DateTimeField()
    refreshed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("session of the app")
        verbose_name_plural = _("sessions of the app")
        ordering = ["-refreshed_at"]
        indexes = [models.Index(fields=["user"], name="app_session_open", condition=models.Q(ended_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.user_id} {self.signed_in_at:%d/%m/%Y %H:%M}"
