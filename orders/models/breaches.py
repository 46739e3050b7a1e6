"""What the judge found, what people decided about it, and the clocks still running."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders import repeats
from orders.models.orders import Assignment
from orders.models.timeline import Event
from partners.models import Partner

# A row is only ever added, so that no act of one order waits for an act of another.
NOTE_THE_PARTNERS = "INSERT INTO orders_scorechange (partner_id) SELECT DISTINCT partner_id FROM found; RETURN NULL;"
NOTE_THE_PARTNER = "INSERT INTO orders_scorechange (partner_id) VALUES (NEW.partner_id); RETURN NULL;"


class Severity(models.TextChoices):
    """How much a breach weighs."""

    NOTICE = "notice", _("notice")
    MINOR = "minor", _("minor")
    MAJOR = "major", _("major")


class Breach(models.Model):
    """One row for ever per (assignment, rule, subject). `state` and `points` change only by a decision.

    A breach in the shadow is for Rada's people alone: it weighs nothing, nobody is told, and nothing promotes it.
    """

    class State(models.TextChoices):
        TO_CHECK = "to_check", _("waits for a person")
        COUNTED = "counted", _("counts")
        RETRACTED = "retracted", _("retracted")
        WAIVED = "waived", _("waived")
        CURED = "cured", _("mended in time")
        OVERTURNED = "overturned", _("overturned on appeal")
        SHADOW = "shadow", _("tried only, in the shadow")

    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, related_name="breaches", verbose_name=_("assignment")
    )
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="breaches", verbose_name=_("partner"))
    rule = models.CharField(_("rule"), max_length=40)
    clause = models.CharField(_("clause"), max_length=2)
    subject = models.CharField(max_length=200)
    occurred_at = models.DateTimeField(_("occurred"))
    severity = models.CharField(_("severity"), max_length=6, choices=Severity.choices)
    evidence = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    points = models.PositiveSmallIntegerField(_("points"), default=0)
    found_at = models.DateTimeField(_("found"))

    class Meta:
        verbose_name = _("breach")
        verbose_name_plural = _("breaches")
        ordering = ["-occurred_at", "-id"]
        permissions = [("export_breach", _("Can take weekly figures away"))]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "rule", "subject"],
                name="one_breach_per_rule_and_subject",
                violation_error_message=_("This breach is already recorded."),
            ),
        ]
        indexes = [
            models.Index(fields=["-occurred_at", "-id"], name="breach_newest"),
            models.Index(fields=["partner", "-occurred_at", "-id"], name="breach_by_partner"),
            models.Index(fields=["rule", "-occurred_at", "-id"], name="breach_by_rule"),
            models.Index(fields=["found_at"], name="breach_to_check", condition=Q(state="to_check")),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="found_is_noted",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="found"),
                func=NOTE_THE_PARTNERS,
            ),
            pgtrigger.Trigger(
                name="change_is_noted",
                when=pgtrigger.After,
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("state", "points", "occurred_at"),
                func=NOTE_THE_PARTNER,
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="identity_stands", fields=["assignment", "partner", "rule", "clause", "subject", "found_at"]
            ),
        ]

    def __str__(self) -> str:
        from orders.wording.rules import rule_words  # the other wordings need the models

        return f"{self.clause} · {rule_words(self.rule).title}"

    @property
    def is_repeated(self) -> bool:
        """It counts, and an earlier breach about the same thing bears the points."""
        return self.state == self.State.COUNTED and self.points == 0 and self.rule in repeats.THINGS


class ScoreChange(models.Model):
    """A breach of this partner was found or weighs differently: the floor above looks at its score, then the row goes.

    The database writes it beside every such change, whoever makes it.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("change of a score")
        verbose_name_plural = _("changes of scores")
        ordering = ["id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.partner_id}"


class BreachDecision(models.Model):
    """What happened to a breach: by whom, when and why. Written once; a person's note beside it can be erased."""

    class Kind(models.TextChoices):
        RETRACTED = "retracted", _("retracted")
        REINSTATED = "reinstated", _("stands again")
        REGRADED = "regraded", _("judged anew")
        REWEIGHED = "reweighed", _("weighed anew")
        CONFIRMED = "confirmed", _("confirmed")
        WAIVED = "waived", _("waived")
        CURED = "cured", _("mended in time")
        APPEALED = "appealed", _("appealed")
        UPHELD = "upheld", _("appeal rejected")
        OVERTURNED = "overturned", _("overturned on appeal")

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True)
    reason = models.CharField(max_length=400)
    note = models.TextField(_("note"), blank=True)
    event = models.ForeignKey(Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closure = models.ForeignKey("orders.Closure", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["decided_at", "id"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="written_once", exclude=["note"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.breach_id}"


class RunningClock(models.Model):
    """A promise whose due instant lies ahead. A projection, replaced at every judging."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="clocks")
    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="clocks")
    rule = models.CharField(max_length=40)
    subject = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("running clock")
        verbose_name_plural = _("running clocks")
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["assignment", "rule", "subject"], name="one_clock_per_rule_and_subject")
        ]
        indexes = [
            models.Index(fields=["partner", "due_at"], name="clock_by_partner"),
            models.Index(fields=["warn_at"], name="clock_to_warn", condition=Q(warned_at__isnull=True)),
            models.Index(fields=["due_at", "id"], name="clock_next"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"
