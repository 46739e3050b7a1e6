"""What a partner published: versions that never change, and announced leave."""

from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from partners.models.people import Member, Partner
from partners.terms import Terms, read_terms


class TermsVersion(models.Model):
    """Published terms. An assignment pins the version in force at its offer; a change is a new version."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="terms_versions", verbose_name=_("partner")
    )
    number = models.PositiveIntegerField(_("number"))
    content = models.JSONField(
        help_text=_(
            "hours, response_minutes, prices, promotions, warranty_days, checklists as partners.terms reads them"
        ),
        verbose_name=_("content"),
    )
    services = ArrayField(
        models.CharField(max_length=40),
        default=list,
        help_text=_("Codes of the services on offer."),
        verbose_name=_("services"),
    )
    wards = ArrayField(
        models.CharField(max_length=40),
        default=list,
        help_text=_("Codes of the wards served."),
        verbose_name=_("wards"),
    )
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of the content, services and wards."))
    starts_at = models.DateTimeField(_("in force from"))
    published_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("published by")
    )
    published_at = models.DateTimeField(_("published at"))

    class Meta:
        verbose_name = _("published terms")
        verbose_name_plural = _("published terms")
        ordering = ["partner", "-number"]
        constraints = [models.UniqueConstraint(fields=["partner", "number"], name="one_terms_version_per_number")]
        indexes = [
            models.Index(fields=["partner", "-starts_at"], name="terms_in_force"),
            GinIndex(fields=["wards"], name="terms_by_ward"),
        ]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.partner} · {self.number}"

    @cached_property
    def read(self) -> Terms:
        """The content as rules read it. Raises UnreadableError."""
        return read_terms(self.content)


class TermsDraft(models.Model):
    """What a partner is about to publish: the editor's own sheet, one a partner, seen by nobody else."""

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, related_name="terms_draft")
    content = models.JSONField(default=dict)
    services = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    wards = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    based_on = models.ForeignKey(TermsVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=0, help_text=_("Counts the changes."))
    updated_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft of terms")
        verbose_name_plural = _("drafts of terms")

    def __str__(self) -> str:
        return f"{self.partner}"


class AnnouncedLeave(models.Model):
    """Days away, told beforehand: no new offers in [starts_at, ends_at). No clock moves."""

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="leaves", verbose_name=_("partner"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(max_length=120, blank=True, verbose_name=_("reason"))
    announced_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("announced by")
    )
    announced_at = models.DateTimeField(_("announced"))

    class Meta:
        verbose_name = _("announced leave")
        verbose_name_plural = _("announced leaves")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="leave_ends_after_it_starts",
                violation_error_message=_("The leave must end after it starts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.starts_at:%d/%m/%Y} – {self.ends_at:%d/%m/%Y}"
