"""Measures: what Rada does about a partner whose points climb, proposed by the system and taken by named people."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from partners.models import Partner


class Measure(models.Model):
    """One step of the ladder for one partner, for one climb to it: proposed once, decided by people.

    `breaches` and `figures` are what it was proposed for, as it stood then.
    """

    class Step(models.TextChoices):
        REMIND = "remind", _("a reminder")
        TRAIN = "train", _("a call and training")
        LOWER = "lower", _("fewer offers")
        PAUSE = "pause", _("a pause")
        REVIEW = "review", _("a review of the contract")

    class Metric(models.TextChoices):
        POINTS = "points", _("points")
        ANSWERS = "answers", _("answer rate")
        CANCELS = "cancels", _("cancel rate")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        SECONDING = "seconding", _("waits for a second person")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ENDED = "ended", _("ended")

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="measures", verbose_name=_("partner"))
    step = models.CharField(_("measure"), max_length=6, choices=Step.choices)
    metric = models.CharField(_("because of"), max_length=7, choices=Metric.choices, default=Metric.POINTS)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.PROPOSED)
    proposed_at = models.DateTimeField(_("proposed"))
    points = models.PositiveIntegerField(_("points"))
    breaches = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    fell_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("taken by")
    )
    seconded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("seconded by")
    )
    starts_at = models.DateTimeField(_("from"), null=True)
    until = models.DateTimeField(_("until"), null=True)
    note = models.TextField(_("what the partner is told"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering = ["-proposed_at", "-id"]
        default_permissions = ("view",)
        permissions = [("take_measure", _("Can take measures"))]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "metric", "step"],
                condition=Q(fell_at__isnull=True),
                name="one_measure_for_one_climb",
                violation_error_message=_("This measure was proposed already."),
            ),
            models.CheckConstraint(
                condition=~Q(seconded_by=F("taken_by")),
                name="two_people_take_a_measure",
                violation_error_message=_("The second person must be somebody else."),
            ),
            models.CheckConstraint(
                condition=~Q(state="taken", step__in=["pause", "review"]) | Q(seconded_by__isnull=False),
                name="a_pause_and_a_review_are_seconded",
                violation_error_message=_("A pause and a review of the contract need a second person."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["seconding", "taken"]) | Q(taken_by__isnull=False),
                name="a_measure_is_taken_by_somebody",
                violation_error_message=_("A measure is taken by a named person."),
            ),
        ]
        indexes = [
            models.Index(fields=["partner", "-proposed_at"], name="measure_by_partner"),
            models.Index(fields=["proposed_at"], name="measure_open", condition=Q(state__in=["proposed", "seconding"])),
        ]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="proposal_stands",
                fields=["partner", "step", "metric", "proposed_at", "points", "breaches", "figures"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()} · {self.partner}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a person."""
        return self.state in (self.State.PROPOSED, self.State.SECONDING)


class MeasureDecision(models.Model):
    """What happened to a measure: by whom (nobody: the system), when and why. Written once."""

    class Kind(models.TextChoices):
        AGREED = "agreed", _("agreed, a second person is to confirm")
        TAKEN = "taken", _("taken")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DONE = "done", _("done")
        ENDED = "ended", _("ended")

    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=9, choices=Kind.choices)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, blank=True)
    note = models.TextField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("decision about a measure")
        verbose_name_plural = _("decisions about measures")
        ordering = ["decided_at", "id"]
        default_permissions = ()
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.measure_id}"
