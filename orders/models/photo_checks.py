"""Receipt photos that a machine cannot take for granted: why, and what a person saw on them."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.timeline import Event


class PhotoCheck(models.Model):
    """One photo that waits for a person, or was looked at. What they saw stands here alone: no event, no breach."""

    class Reason(models.TextChoices):
        NO_STAMP = "no_stamp", _("no stamp could be read")
        UNSIGNED = "unsigned", _("the code was not made by Rada")
        UNKNOWN = "unknown", _("the stamp is on no roll")
        OTHER_PARTNER = "other_partner", _("a stamp of another partner")
        OTHER_ORDER = "other_order", _("a stamp that another order has")
        LOST = "lost", _("the stamp was declared lost or void")
        DIFFERS = "differs", _("not the stamp on the receipt")
        REUSED = "reused", _("seen on another order's photo")

    class Outcome(models.TextChoices):
        STAMP_RIGHT = "stamp_right", _("the receipt's stamp can be read by eye")
        STAMP_OTHER = "stamp_other", _("another stamp can be read by eye")
        UNREADABLE = "unreadable", _("the stamp cannot be read by eye either")
        NO_RECEIPT = "no_receipt", _("it shows no receipt of this order")
        SAME_PHOTO = "same_photo", _("it is the other order's photo")
        ALL_RIGHT = "all_right", _("nothing is wrong with it")

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="photo_check", verbose_name=_("event"))
    reasons = ArrayField(models.CharField(max_length=13, choices=Reason.choices), verbose_name=_("why it waits"))
    other = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("the other order's photo"),
    )  # fmt: skip
    created_at = models.DateTimeField(_("came in"))
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome.choices, blank=True)
    serial = models.CharField(
        _("serial read by eye"), max_length=64, blank=True, help_text=_("Upper case, no white space.")
    )
    note = models.TextField(_("note"), blank=True)
    settled_at = models.DateTimeField(null=True, blank=True, verbose_name=_("settled"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("settled by"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("receipt photo to look at")
        verbose_name_plural = _("receipt photos to look at")
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", settled_at__isnull=True, settled_by__isnull=True)
                | (~Q(outcome="") & Q(settled_at__isnull=False, settled_by__isnull=False)),
                name="looked_at_with_an_outcome",
                violation_error_message=_("A photo is looked at by somebody, with an outcome."),
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="photo_check_open", condition=Q(settled_at__isnull=True))]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="told_once", fields=["event", "reasons", "other", "created_at"]),
            pgtrigger.Protect(
                name="settled_once",
                operation=pgtrigger.UpdateOf("outcome", "serial", "settled_at", "settled_by_id"),
                condition=pgtrigger.Q(old__settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(str(self.Reason(reason).label) for reason in self.reasons)
