"""The judge's numbers with their start, and the times that are exempt."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rada.web.wording import instant

POINTS = {"notice": 0, "minor": 1, "major": 5}
# rule -> the kinds of events that mend its breach; what such an event must say stands in services/cures.py.
CURES: dict[str, tuple[str, ...]] = {
    "A4.no_receipt": ("receipt_issued",),
    "A4.unstamped": ("receipt_issued",),
    "A4.photo_not_requested": ("photo_requested", "photo_uploaded"),
    "B3.no_warranty_info": ("receipt_issued",),
    "B4.origin_missing": ("part_replaced",),
}


class PolicyVersion(models.Model):
    """The numbers of the rules from one instant on. An assignment is judged by the version in force at its offer.

    `numbers` overrides the defaults of the contract's table; `points` maps severities to points; `cures` maps rules
    to the kinds of events that mend them (none: nothing does). Demo versions are pinned by demo orders alone.
    """

    number = models.PositiveIntegerField(unique=True, verbose_name=_("number"))
    starts_at = models.DateTimeField(_("in force from"))
    numbers = models.JSONField(default=dict, blank=True, verbose_name=_("numbers that differ"))
    points = models.JSONField(default=dict, blank=True, verbose_name=_("points"))
    cures = models.JSONField(default=dict, blank=True, verbose_name=_("what mends it"))
    is_demo = models.BooleanField(default=False, verbose_name=_("simulation"))
    note = models.CharField(max_length=200, blank=True, verbose_name=_("note"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("policy version")
        verbose_name_plural = _("policy versions")
        ordering = ["-number"]
        indexes = [models.Index(fields=["is_demo", "-starts_at"], name="policy_in_force")]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.number}"

    def points_for(self, severity: str) -> int:
        """What a counted breach of this severity weighs under this version."""
        return int({**POINTS, **self.points}[severity])

    def curing_kinds(self, rule: str) -> tuple[str, ...]:
        """The kinds of events that mend a breach of this rule under this version; empty where none does."""
        return tuple({**CURES, **self.cures}.get(rule) or ())


class Closure(models.Model):
    """A declared exemption [starts_at, ends_at): storm, flood, an outage of Rada's own. Clocks do not run in it.

    It holds for the wards it names, for the one order it names, or, naming neither, everywhere.
    """

    class Reason(models.TextChoices):
        STORM = "storm", _("storm")
        FLOOD = "flood", _("flood")
        POWER = "power", _("power cut")
        OUTAGE = "outage", _("outage of Rada's own")
        OTHER = "other", _("other")

    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    wards = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("ward codes"))
    order = models.ForeignKey(
        "orders.Order",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="closures",
        verbose_name=_("order"),
    )
    fault = models.ForeignKey(
        "orders.PlatformFault", on_delete=models.PROTECT, null=True, blank=True, editable=False,
        related_name="closures", verbose_name=_("fault of the platform"),
    )  # fmt: skip
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("declared by")
    )
    created_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        ordering = ["-starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_it_starts",
                violation_error_message=_("A closure must end after it starts."),
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="closure_by_end", condition=Q(order__isnull=True))]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} {instant(self.starts_at)}"
