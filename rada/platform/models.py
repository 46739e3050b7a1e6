"""Tables that know nothing of orders or partners: they name what they are about by a short text, `order:12`."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent, WebhookSecret, WebhookTry

__all__ = [
    "AccessToken",
    "Delivery",
    "Heartbeat",
    "IdempotencyKey",
    "Notice",
    "StoredFile",
    "WebhookEndpoint",
    "WebhookEvent",
    "WebhookSecret",
    "WebhookTry",
]


class IdempotencyKey(models.Model):
    """One write, asked for once or many times. Stored in the write's own transaction with its answer."""

    scope = models.CharField(max_length=80)
    value = models.CharField(max_length=120)
    fingerprint = models.CharField(
        max_length=64, help_text=_("What was asked, hashed: the same key may not ask for something else.")
    )
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "value"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.scope}/{self.value}"


class Notice(models.Model):
    """The outbox: something to tell somebody, written in the transaction of what it tells of, sent by a task."""

    class Channel(models.TextChoices):
        INBOX = "inbox", _("inbox")
        EMAIL = "email", _("e-mail")
        SMS = "sms", _("SMS")
        ZALO = "zalo", _("Zalo")
        PUSH = "push", _("push")

    class Unsent(models.TextChoices):
        """Why nothing more is tried."""

        OVERTAKEN = "overtaken", _("overtaken by what happened since")
        NOBODY = "nobody", _("nobody to tell any more")
        GIVEN_UP = "given_up", _("given up after many tries")

    audience = models.CharField(
        max_length=80, help_text=_("Whom it tells, as `partner:12` or `order:34`."), verbose_name=_("whom it tells")
    )
    subject = models.CharField(
        max_length=160,
        help_text=_("What it is about, as `clock:12:C1.reply_late:e7`."),
        verbose_name=_("what it is about"),
    )
    level = models.CharField(
        max_length=40, help_text=_("offer, warning, breach, retraction, ..."), verbose_name=_("kind of notice")
    )
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.INBOX, verbose_name=_("channel"))
    facts = models.JSONField(
        default=dict,
        help_text=_("The numbers and codes its words are made from; no personal data."),
        verbose_name=_("numbers"),
    )
    created_at = models.DateTimeField(_("created"))
    hold_until = models.DateTimeField(null=True, blank=True, verbose_name=_("held until"))
    sent_at = models.DateTimeField(null=True, blank=True, verbose_name=_("sent"))
    read_at = models.DateTimeField(null=True, blank=True, verbose_name=_("read"))
    attempts = models.PositiveSmallIntegerField(default=0, verbose_name=_("tries"))
    ended_at = models.DateTimeField(null=True, blank=True, verbose_name=_("ended unsent"))
    ended_why = models.CharField(_("why it was not sent"), max_length=9, choices=Unsent.choices, blank=True)

    class Meta:
        verbose_name = _("notice to somebody")
        verbose_name_plural = _("notices")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "level", "channel", "audience"], name="one_notice_per_subject_level_channel"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_why="")
                | Q(~Q(ended_why=""), ended_at__isnull=False, sent_at__isnull=True),
                name="a_notice_that_ended_unsent_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"], name="notice_unsent", condition=Q(sent_at__isnull=True, ended_at__isnull=True)
            ),
            models.Index(fields=["channel", "sent_at"], name="notice_out", condition=~Q(channel="inbox")),
            models.Index(fields=["ended_at"], name="notice_by_end", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["audience", "-created_at"], name="notice_by_audience"),
            models.Index(fields=["sent_at"], name="notice_by_sending", condition=Q(sent_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.subject}"


class Delivery(models.Model):
    """One try to send a notice, kept as evidence."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    tried_at = models.DateTimeField(_("tried"))
    succeeded = models.BooleanField(_("succeeded"))
    answer = models.CharField(max_length=200, blank=True, verbose_name=_("answer"))

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        indexes = [models.Index(fields=["tried_at"], name="delivery_failed", condition=Q(succeeded=False))]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.tried_at:%Y-%m-%d %H:%M}"


class StoredFile(models.Model):
    """A file in private storage: what it is, never its first name."""

    digest = models.CharField(
        max_length=64, db_index=True, help_text=_("SHA-256 of the bytes that were sent, hexadecimal.")
    )
    content_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField(help_text=_("Bytes as they are kept."))
    width = models.PositiveIntegerField(default=0, help_text=_("Pixels; 0 for what is no picture."))
    height = models.PositiveIntegerField(default=0)
    storage_name = models.CharField(max_length=120, unique=True)
    thumbnail_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.storage_name


class AccessToken(models.Model):
    """A secret that opens one thing for one purpose. Only its SHA-256 is stored."""

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=40, verbose_name=_("purpose"))
    subject = models.CharField(max_length=80, verbose_name=_("what it opens"))
    created_at = models.DateTimeField(_("created"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(null=True, blank=True, verbose_name=_("revoked"))
    last_used_at = models.DateTimeField(null=True, blank=True, verbose_name=_("last used"))
    # Somebody else than whom it is for has seen it, so that holding it proves nothing.
    needs_code = models.BooleanField(_("needs a code by phone"), default=False)

    class Meta:
        verbose_name = _("private link")
        verbose_name_plural = _("private links")
        indexes = [
            models.Index(fields=["purpose", "subject"], name="token_by_subject"),
            models.Index(fields=["expires_at"], name="token_by_end"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"


class Heartbeat(models.Model):
    """When a loop last went round whole."""

    name = models.CharField(max_length=40, primary_key=True)
    beat_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Integration(models.Model):
    """A program of Rada's own or of a partner's that calls the API. Its secrets are `AccessToken` rows."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    scopes = models.JSONField(_("scopes"), default=list, help_text=_("What it may do, as `orders:read`."))
    created_at = models.DateTimeField(_("created"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("integration")
        verbose_name_plural = _("integrations")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
