"""A policy tried on history: what was tried, and the shards of orders that workers share."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.policy import PolicyVersion
from orders.models.policy_drafts import PolicyDraft


class Trial(models.Model):
    """Numbers and points as they stood when the trial began, judged at one instant beside what each order has pinned.

    It writes nothing but itself and its shards.
    """

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        DONE = "done", _("finished")
        STOPPED = "stopped", _("stopped, partial")

    draft = models.ForeignKey(PolicyDraft, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("draft"))
    version = models.ForeignKey(
        PolicyVersion, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("policy version")
    )
    numbers = models.JSONField(default=dict, blank=True, verbose_name=_("numbers that differ"))
    points = models.JSONField(default=dict, blank=True, verbose_name=_("points"))
    days = models.PositiveIntegerField(
        _("last days"), null=True, blank=True, help_text=_("Empty: every order there is.")
    )
    judged_at = models.DateTimeField(_("judged as of"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.RUNNING)
    size = models.PositiveIntegerField(_("orders"), default=0)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("trial on history")
        verbose_name_plural = _("trials on history")
        ordering = ["-id"]
        indexes = [models.Index(fields=["id"], name="trial_running", condition=Q(state="running"))]

    def __str__(self) -> str:
        return f"{self.draft or self.version or ''} · {self.pk}"


class TrialShard(models.Model):
    """Assignments (low, high] of a trial. Whoever holds the lease judges them; a lease that ran out is taken again."""

    trial = models.ForeignKey(Trial, on_delete=models.CASCADE, related_name="shards")
    low = models.BigIntegerField()
    high = models.BigIntegerField()
    size = models.PositiveIntegerField()
    leased_until = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    judged = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("shard of a trial")
        verbose_name_plural = _("shards of trials")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["trial", "low"], name="one_shard_per_stretch")]
        indexes = [models.Index(fields=["trial", "id"], name="shard_to_do", condition=Q(done_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.low}–{self.high}"
