"""Policies that are being thought about: drafts, and who changed what in them."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.policy import PolicyVersion


class PolicyDraft(models.Model):
    """Numbers, points and cures as a version would keep them; nobody is judged by them until they are published."""

    note = models.CharField(_("what it is for"), max_length=200)
    numbers = models.JSONField(default=dict, blank=True, verbose_name=_("numbers that differ"))
    points = models.JSONField(default=dict, blank=True, verbose_name=_("points"))
    cures = models.JSONField(default=dict, blank=True, verbose_name=_("what mends it"))
    revision = models.PositiveIntegerField(_("revision"), default=1, help_text=_("Counts the changes."))
    published_as = models.OneToOneField(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft",
        verbose_name=_("published as"),
    )  # fmt: skip
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, verbose_name=_("changed by")
    )
    updated_at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("policy draft")
        verbose_name_plural = _("policy drafts")
        ordering = ["-updated_at"]

    def __str__(self) -> str:
        return self.note


class PolicyDraftChange(models.Model):
    """One saving of a draft: what it said before and after. Written once."""

    draft = models.ForeignKey(PolicyDraft, on_delete=models.PROTECT, related_name="changes")
    revision = models.PositiveIntegerField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of a policy draft")
        verbose_name_plural = _("changes of policy drafts")
        ordering = ["-revision"]
        constraints = [models.UniqueConstraint(fields=["draft", "revision"], name="one_change_per_revision")]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.draft_id}: {self.revision}"
