"""Quotes with their lines, and the parts that were replaced: projections of their events. Money is integer đồng."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Assignment
from orders.models.timeline import Event


class Quote(models.Model):
    """One version of a quote: the same `reference` quoted again is another row."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting for the customer")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        REPLACED = "replaced", _("replaced by a later one")

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="quotes")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="quote")
    reference = models.TextField()
    total_vnd = models.BigIntegerField()
    digest = models.CharField(max_length=64, help_text=_("SHA-256 of what would be approved."))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)

    class Meta:
        verbose_name = _("quote")
        verbose_name_plural = _("quotes")

    def __str__(self) -> str:
        return self.reference


class QuoteLine(models.Model):
    """One line of a quote."""

    quote = models.ForeignKey(Quote, on_delete=models.CASCADE, related_name="lines")
    line = models.TextField()
    kind = models.CharField(max_length=8)
    code = models.TextField(null=True, blank=True)  # noqa: DJ001 — null is "no published code", as in §4
    unit_price_vnd = models.BigIntegerField()
    qty = models.BigIntegerField()
    origin = models.TextField(blank=True)
    brand = models.TextField(blank=True)
    model = models.TextField(blank=True)
    warranty_days = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("quote line")
        verbose_name_plural = _("quote lines")
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["quote", "line"], name="one_line_per_id")]

    def __str__(self) -> str:
        return self.line


class ReplacedPart(models.Model):
    """A part that was put in, and the quote line it belongs to."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="replaced_parts")
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="replaced_part")
    line = models.TextField(blank=True)
    origin = models.TextField(blank=True)
    brand = models.TextField(blank=True)
    model = models.TextField(blank=True)

    class Meta:
        verbose_name = _("replaced part")
        verbose_name_plural = _("replaced parts")

    def __str__(self) -> str:
        return f"{self.brand} {self.model}".strip()
