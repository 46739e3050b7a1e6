"""What a customer agreed to. A row is a proof of the very words that were shown: written once, never changed."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Order


class Purpose(models.TextChoices):
    """What a consent is for; each is asked for by itself."""

    ORDER = "order", _("working on the order")
    PHOTOS = "photos", _("keeping the photos")
    SURVEY = "survey", _("survey and news")


class Consent(models.Model):
    """One box that a customer ticked, with the words beside it. It names nobody: the order does.

    By phone the words were read out; `noted_by` is who of Rada's heard the yes.
    """

    class Way(models.TextChoices):
        FORM = "form", _("ticked in a form")
        PHONE = "phone", _("said on the phone")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="consents", verbose_name=_("order"))
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    text_version = models.PositiveSmallIntegerField(_("version of the words"))
    text = models.TextField(_("words"))
    language = models.CharField(_("language"), max_length=5)
    given_at = models.DateTimeField(_("given"))
    way = models.CharField(_("way"), max_length=5, choices=Way.choices, default=Way.FORM)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("noted by"),
        related_name="+",
    )  # fmt: skip

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["order", "purpose", "text_version"],
                name="one_consent_per_purpose_and_words",
                violation_error_message=_("This consent is already given."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="written_once", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.order_id} {self.purpose}"
