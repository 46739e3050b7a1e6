"""Appeals against breaches, and the photos beside them."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models import Breach
from partners.models import Member, Partner
from rada.platform.models import StoredFile


class Appeal(models.Model):
    """A partner disputes a breach, once, within 15 days of its notice; somebody who did not confirm it decides."""

    class Outcome(models.TextChoices):
        OPEN = "open", _("waits for a decision")
        GRANTED = "granted", _("granted: the breach does not count")
        REJECTED = "rejected", _("rejected: the breach stands")

    breach = models.OneToOneField(Breach, on_delete=models.PROTECT, related_name="appeal", verbose_name=_("breach"))
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="appeals", verbose_name=_("partner"))
    text = models.TextField(_("what the partner says"), max_length=4000)
    filed_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+", verbose_name=_("filed by"))
    filed_at = models.DateTimeField(_("filed"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome.choices, default=Outcome.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=40, blank=True)
    note = models.TextField(_("what the partner is told"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["filed_at"]
        permissions = [("decide_appeal", _("Can decide appeals"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="open", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(outcome="open") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_appeal_says_by_whom_and_when",
                violation_error_message=_("A decision needs who decided and when."),
            ),
        ]
        indexes = [models.Index(fields=["filed_at"], name="appeal_open", condition=Q(outcome="open"))]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="filing_stands", fields=["breach", "partner", "filed_by", "filed_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.breach}"


class AppealPhoto(models.Model):
    """A photo that a partner put beside an appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="photos")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("photo of an appeal")
        verbose_name_plural = _("photos of appeals")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.appeal_id} {self.position}"
