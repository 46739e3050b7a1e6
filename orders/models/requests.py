"""What came with a customer's request."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Order
from rada.platform.models import StoredFile


class OrderPhoto(models.Model):
    """One photo of what is wrong, as the customer sent it with the request. Partners see it once they are engaged."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="photos", verbose_name=_("order"))
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("photo of a request")
        verbose_name_plural = _("photos of requests")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="one_request_photo_per_place")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.position}"
