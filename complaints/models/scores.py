"""The score's own tables: versions of its numbers, where each partner stood at the last look, and who is looked at."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner


class ScoreVersion(models.Model):
    """The numbers of the score from one instant on; `numbers` are those that differ from the contract's.

    A version looks back at points that were given before it, and never changes how many they were.
    """

    number = models.PositiveIntegerField(_("number"), unique=True)
    starts_at = models.DateTimeField(_("in force from"))
    numbers = models.JSONField(_("numbers that differ"), default=dict, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("version of the score")
        verbose_name_plural = _("versions of the score")
        ordering = ["-number"]
        indexes = [models.Index(fields=["-starts_at", "-number"], name="score_version_in_force")]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number}"


class Standing(models.Model):
    """Where a partner stood when it was last looked at: the next look compares, so that a climb is seen as one.

    It has a row once there was a breach. A projection: what counts is the score card.
    """

    partner = models.OneToOneField(Partner, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    points = models.PositiveIntegerField(_("points"), default=0)
    step = models.CharField(max_length=6, blank=True)
    answers_too_few = models.BooleanField(default=False)
    cancels_too_many = models.BooleanField(default=False)
    look_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("standing of a partner")
        verbose_name_plural = _("standings of partners")
        ordering = ["-points", "partner"]
        indexes = [
            models.Index(fields=["-points", "partner"], name="standing_by_points", condition=Q(points__gt=0)),
            models.Index(fields=["look_at"], name="standing_to_look_at", condition=Q(look_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.points}"

    @property
    def reached(self) -> dict[str, str]:
        """The step that each metric had reached at the last look."""
        return {
            "points": self.step,
            "answers": "remind" if self.answers_too_few else "",
            "cancels": "remind" if self.cancels_too_many else "",
        }


class ScoreCard(Partner):
    """A partner as the desk of measures sees it: by its score."""

    class Meta:
        proxy = True
        default_permissions = ("view",)
        verbose_name = _("score card")
        verbose_name_plural = _("score cards")
