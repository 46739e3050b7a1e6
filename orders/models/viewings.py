"""Who of Rada's people looked at a customer's data."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Order


class Viewing(models.Model):
    """Somebody of Rada's opened a page that shows whose order it is: one row for each person, order and day."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="viewings", verbose_name=_("order"))
    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who looked")
    )
    day = models.DateField(_("day"), help_text=_("Of Vietnam's calendar."))
    first_at = models.DateTimeField(_("first looked at"))

    class Meta:
        verbose_name = _("viewing of a customer's data")
        verbose_name_plural = _("viewings of customers' data")
        default_permissions = ("view",)
        ordering = ["-first_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["order", "viewer", "day"], name="one_viewing_a_day")]

    def __str__(self) -> str:
        return f"{self.viewer_id} {self.day}"
