"""Receipts, their stamps and photos. A receipt is no tax invoice. Money is integer đồng."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment
from orders.models.timeline import Event
from partners.models import Partner
from rada.platform.models import StoredFile


class StampRoll(models.Model):
    """A roll of completion stamps given to a partner."""

    partner = models.ForeignKey(
        Partner, on_delete=models.PROTECT, related_name="stamp_rolls", verbose_name=_("partner")
    )
    prefix = models.CharField(max_length=12, unique=True, verbose_name=_("prefix"))
    size = models.PositiveIntegerField(_("number of stamps"))
    issued_at = models.DateTimeField(_("issued"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("issued by")
    )

    class Meta:
        verbose_name = _("stamp roll")
        verbose_name_plural = _("stamp rolls")

    def __str__(self) -> str:
        return self.prefix


class Stamp(models.Model):
    """One serial. It belongs to one assignment at most, whose corrected receipts may repeat it."""

    class State(models.TextChoices):
        FREE = "free", _("free")
        USED = "used", _("used")
        LOST = "lost", _("lost")
        VOID = "void", _("void")

    roll = models.ForeignKey(StampRoll, on_delete=models.PROTECT, related_name="stamps", verbose_name=_("stamp roll"))
    serial = models.CharField(
        max_length=64, unique=True, help_text=_("Upper case, no white space."), verbose_name=_("serial")
    )
    state = models.CharField(max_length=4, choices=State.choices, default=State.FREE, verbose_name=_("state"))
    assignment = models.ForeignKey(
        Assignment, on_delete=models.PROTECT, null=True, blank=True, related_name="stamps", verbose_name=_("assignment")
    )
    used_at = models.DateTimeField(null=True, blank=True, verbose_name=_("used at"))

    class Meta:
        verbose_name = _("stamp")
        verbose_name_plural = _("stamps")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="used", assignment__isnull=False) | (~Q(state="used") & Q(assignment__isnull=True)),
                name="used_where_an_assignment_has_it",
                violation_error_message=_("A stamp is used where an assignment has it, and nowhere else."),
            )
        ]

    def __str__(self) -> str:
        return self.serial


class StampDecision(models.Model):
    """What somebody declared about a stamp that was not used. Written once; the reason in their words can be erased."""

    class Kind(models.TextChoices):
        LOST = "lost", _("declared lost")
        VOID = "void", _("declared void")
        FOUND = "found", _("found again")

    stamp = models.ForeignKey(Stamp, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("stamp"))
    kind = models.CharField(_("what was declared"), max_length=5, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    decided_at = models.DateTimeField(_("when"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("decision about a stamp")
        verbose_name_plural = _("decisions about stamps")
        ordering = ["decided_at", "id"]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="written_once", exclude=["reason"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.stamp_id}"


class Receipt(models.Model):
    """A receipt of a partner: "không phải hóa đơn GTGT". Each row is a projection of its event."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="receipts")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="receipt")
    stamp = models.TextField(blank=True)
    total_vnd = models.BigIntegerField()
    discount_vnd = models.BigIntegerField(default=0)
    warranty_days = models.BigIntegerField(null=True, blank=True)
    has_warranty = models.BooleanField()

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.total_vnd}"


class ReceiptLine(models.Model):
    """One line of a receipt."""

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines")
    index = models.PositiveIntegerField()
    code = models.TextField(null=True, blank=True)  # noqa: DJ001 — null is "no published code", as in §4
    unit_price_vnd = models.BigIntegerField()
    qty = models.BigIntegerField()

    class Meta:
        verbose_name = _("receipt line")
        verbose_name_plural = _("receipt lines")
        ordering = ["index"]
        constraints = [models.UniqueConstraint(fields=["receipt", "index"], name="one_line_per_index")]

    def __str__(self) -> str:
        return f"{self.receipt_id}#{self.index}"


class Photo(models.Model):
    """A photo of a receipt: what it says, and the file where one is kept."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="photos")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="photo")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True)
    stamp_read = models.TextField(blank=True)
    reused_from = models.TextField(blank=True)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        indexes = [models.Index(fields=["stamp_read"], name="photo_by_stamp", condition=~Q(stamp_read=""))]

    def __str__(self) -> str:
        return str(self.event_id)


class PhotoPrint(models.Model):
    """What a kept photo looks like, to find it again on another order; it goes with its file."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="look")
    fingerprint = models.TextField(help_text=_("Views of the photo as bits, see orders.photos.fingerprints."))
    keys = ArrayField(models.IntegerField(), help_text=_("Some bits of some views, to look it up by."))

    class Meta:
        verbose_name = _("look of a photo")
        verbose_name_plural = _("looks of photos")
        indexes = [GinIndex(fields=["keys"], name="photo_by_look", fastupdate=False)]

    def __str__(self) -> str:
        return str(self.file_id)
