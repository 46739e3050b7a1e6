"""The charter's versions, their clauses, and who signed which, when."""

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from partners.models.people import Member, Partner


class CharterVersion(models.Model):
    """The charter as published on one day: 3 sections, 14 clauses."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")

    number = models.PositiveIntegerField(unique=True, verbose_name=_("number"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.DRAFT, verbose_name=_("status"))
    digest = models.CharField(
        max_length=64,
        unique=True,
        help_text=_("SHA-256 of the clauses' texts; the same text is one version."),
        verbose_name=_("fingerprint"),
    )
    created_at = models.DateTimeField(_("created"))
    published_at = models.DateTimeField(null=True, blank=True, verbose_name=_("published at"))

    class Meta:
        verbose_name = _("charter version")
        verbose_name_plural = _("charter versions")
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.number}"


class CharterClause(models.Model):
    """One commitment as the charter words it."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="clauses")
    code = models.CharField(max_length=2, verbose_name=_("code"))
    section = models.CharField(max_length=1)
    number = models.PositiveSmallIntegerField()
    text = models.TextField(_("text"))

    class Meta:
        verbose_name = _("charter clause")
        verbose_name_plural = _("charter clauses")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="one_text_per_clause")]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.code


class CharterSignature(models.Model):
    """A partner's signature under one version. Written once."""

    version = models.ForeignKey(CharterVersion, on_delete=models.PROTECT, related_name="signatures")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="signatures", verbose_name=_("partner"))
    signed_by = models.ForeignKey(Member, on_delete=models.PROTECT, verbose_name=_("signed by"))
    signed_at = models.DateTimeField(_("signed"))

    class Meta:
        verbose_name = _("charter signature")
        verbose_name_plural = _("charter signatures")
        constraints = [
            models.UniqueConstraint(fields=["version", "partner"], name="one_signature_per_partner_and_version")
        ]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.partner} · {self.version}"
