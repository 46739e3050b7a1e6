"""What Rada's people do by hand: the queue of orders that need them, and their calls to customers."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Order


class OrderInNeed(Order):
    """An order that waits for a person of Rada's; why, `need_selectors` says."""

    class Meta:
        proxy = True
        verbose_name = _("order that needs a hand")
        verbose_name_plural = _("orders that need a hand")


class CustomerCall(models.Model):
    """A call to an order's customer, and what was said. Written once; the note can be erased."""

    class Outcome(models.TextChoices):
        REACHED = "reached", _("talked to the customer")
        NO_ANSWER = "no_answer", _("nobody answered")

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="calls", verbose_name=_("order"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices)
    note = models.TextField(_("note"), max_length=1000, blank=True)
    called_at = models.DateTimeField(_("called"))
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, verbose_name=_("called by"), related_name="+"
    )

    class Meta:
        verbose_name = _("call to a customer")
        verbose_name_plural = _("calls to customers")
        ordering = ["-called_at", "-pk"]
        indexes = [models.Index(fields=["order", "-called_at"], name="call_of_an_order")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(name="written_once", exclude=["note"]),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.outcome}"
