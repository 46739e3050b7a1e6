"""The tables of webhooks: who is told of what, their secrets, the outbox, and every try. They hold no personal data."""

from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WebhookEndpoint(models.Model):
    """An address that is told of events: of one audience (`partner:12`), or of everybody's where none is named."""

    class State(models.TextChoices):
        ON = "on", _("works")
        FAILING = "failing", _("fails: something was given up")
        OFF = "off", _("switched off")

    class OffReason(models.TextChoices):
        STAFF = "staff", _("by Rada's people")
        FAILING = "failing", _("it failed for too long")
        GONE = "gone", _("it answered that it is gone (410)")

    url = models.CharField(_("address"), max_length=500)
    description = models.CharField(_("what it is for"), max_length=200, blank=True)
    kinds = ArrayField(models.CharField(max_length=40), verbose_name=_("events it is told of"))
    audience = models.CharField(_("whose events"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.ON)
    off_reason = models.CharField(_("why it is off"), max_length=8, choices=OffReason.choices, blank=True)
    failing_since = models.DateTimeField(_("no success since"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("webhook endpoint")
        verbose_name_plural = _("webhook endpoints")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="off") ^ Q(off_reason=""),
                name="an_endpoint_that_is_off_says_why",
                violation_error_message=_("An endpoint that is switched off says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def is_off(self) -> bool:
        """Nothing is written for it, nothing is sent to it."""
        return self.state == self.State.OFF


class WebhookSecret(models.Model):
    """What an endpoint's signatures are made with. The secret is worked out from the salt and the server's own key."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="secrets")
    salt = models.CharField(max_length=43)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("webhook secret")
        verbose_name_plural = _("webhook secrets")
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"], name="one_secret_without_an_end", condition=Q(ends_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.endpoint_id} {self.created_at:%Y-%m-%d %H:%M}"


class WebhookEvent(models.Model):
    """The outbox: one event on its way to one endpoint, written in the transaction of what happened.

    Events of one endpoint `about` the same thing go out in the order of their keys.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("on its way")
        DELIVERED = "delivered", _("delivered")
        GIVEN_UP = "given_up", _("given up")

    endpoint = models.ForeignKey(
        WebhookEndpoint, on_delete=models.CASCADE, related_name="events", verbose_name=_("webhook endpoint")
    )
    message_id = models.CharField(
        _("id"), max_length=36, help_text=_("The same at every endpoint and every try: receivers know repeats by it.")
    )
    kind = models.CharField(_("event"), max_length=40)
    about = models.CharField(_("what it is about"), max_length=80, help_text=_("As order:RD-7K2F-9QXM."))
    data = models.JSONField(_("what it says"), default=dict)
    created_at = models.DateTimeField(_("happened"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("tries"), default=0)
    try_at = models.DateTimeField(_("next try"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("webhook event")
        verbose_name_plural = _("webhook events")
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "message_id"], name="one_event_per_endpoint_and_message")
        ]
        indexes = [
            models.Index(fields=["try_at", "id"], name="webhook_due", condition=Q(state="waiting")),
            models.Index(fields=["endpoint", "about", "id"], name="webhook_in_order", condition=Q(state="waiting")),
            models.Index(fields=["-created_at", "-id"], name="webhook_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"

    @property
    def next_try_at(self) -> datetime | None:
        """When it is tried next; None once it is delivered or given up."""
        return self.try_at if self.state == self.State.WAITING else None


class WebhookTry(models.Model):
    """One try to deliver an event. What the receiver wrote is not kept."""

    event = models.ForeignKey(WebhookEvent, on_delete=models.CASCADE, related_name="tries")
    tried_at = models.DateTimeField(_("tried"))
    status = models.PositiveSmallIntegerField(_("HTTP status"), default=0, help_text=_("0 where there was none."))
    words = models.CharField(_("what came of it"), max_length=100, blank=True)
    milliseconds = models.PositiveIntegerField(_("took (ms)"), default=0)

    class Meta:
        verbose_name = _("try to deliver")
        verbose_name_plural = _("tries to deliver")
        ordering = ["tried_at", "id"]

    def __str__(self) -> str:
        return f"{self.tried_at:%Y-%m-%d %H:%M:%S} {self.status or self.words}"
