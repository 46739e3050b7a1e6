"""What Rada's people keep beside complaints: notes, remedies, canned replies, skills, who looks, saved filters."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaints import Complaint
from orders.codes import CATEGORIES
from orders.wording.reasons import CATEGORY_WORDS

CATEGORY_CHOICES = [(code, CATEGORY_WORDS[code]) for code in CATEGORIES]


class ComplaintNote(models.Model):
    """What one of Rada's people wrote for colleagues alone. Stays as it is; its text can be erased."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="notes")
    at = models.DateTimeField(_("written"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"), max_length=4000, blank=True)

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["at", "id"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="written_once", exclude=["text"]),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at}"


class Remedy(models.Model):
    """What was promised to the customer to put it right, until when Rada looks after it, and that it was done."""

    class Kind(models.TextChoices):
        REDO = "redo", _("work done again")
        REFUND = "refund", _("refund")
        WARRANTY = "warranty", _("warranty")
        APOLOGY = "apology", _("apology")

    complaint = models.ForeignKey(
        Complaint, on_delete=models.PROTECT, related_name="remedies", verbose_name=_("complaint")
    )
    kind = models.CharField(_("remedy"), max_length=8, choices=Kind.choices)
    amount_vnd = models.PositiveBigIntegerField(_("amount in đồng"), null=True, blank=True)
    promised_at = models.DateTimeField(_("promised"))
    promised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    follow_up_at = models.DateTimeField(_("follow up"), null=True, blank=True)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("seen to by"),
    )  # fmt: skip
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("remedy")
        verbose_name_plural = _("remedies")
        ordering = ["follow_up_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="refund", amount_vnd__gt=0) | Q(~Q(kind="refund"), amount_vnd__isnull=True),
                name="a_refund_says_how_much",
                violation_error_message=_("A refund needs an amount above zero; no other remedy has one."),
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by__isnull=True)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="a_remedy_that_is_done_says_by_whom",
                violation_error_message=_("A remedy that is done needs who saw to it and when."),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["follow_up_at", "id"], name="remedy_to_follow", condition=Q(done_at__isnull=True))
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="promise_stands", fields=["complaint", "kind", "amount_vnd", "promised_at", "promised_by"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.complaint_id}"


class CannedReply(models.Model):
    """A text that answers many: its variables are filled in when it is used. Without a category it fits any."""

    title = models.CharField(_("title"), max_length=80, unique=True)
    category = models.CharField(_("category"), max_length=20, choices=CATEGORY_CHOICES, blank=True)
    text = models.TextField(_("text"), max_length=2000)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("canned reply")
        verbose_name_plural = _("canned replies")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class StaffSkill(models.Model):
    """What complaints one of Rada's people is given when they are shared out, and whether they are at work."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="complaint_skill", verbose_name=_("who")
    )
    categories = ArrayField(
        models.CharField(max_length=20, choices=CATEGORY_CHOICES), default=list, verbose_name=_("categories")
    )
    is_available = models.BooleanField(_("is given complaints"), default=True)

    class Meta:
        verbose_name = _("skills of a colleague")
        verbose_name_plural = _("skills of colleagues")
        ordering = ["user_id"]

    def __str__(self) -> str:
        return str(self.user)


class ComplaintWatch(models.Model):
    """Who has a complaint open on the screen, and when they were last seen with it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = _("open complaint")
        verbose_name_plural = _("open complaints")
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="one_watch_per_person")]
        indexes = [models.Index(fields=["seen_at"], name="watch_by_instant")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.complaint_id}"


class SavedFilter(models.Model):
    """A person's own view of the queue: a name, and the query of its address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="complaint_filters")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(_("filter"), max_length=400)

    class Meta:
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="one_filter_per_name",
                violation_error_message=_("You have a filter of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name
