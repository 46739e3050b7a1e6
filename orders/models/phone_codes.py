"""Codes by phone: what a browser that came through a private link has to know before it does what costs money."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orders.models.orders import Order
from rada.platform.models import AccessToken

MOST_TRIES = 5


class PhoneCode(models.Model):
    """One code for one browser and one order.

    The code itself is kept nowhere: it is worked out from `seed`, the phone and the server's secret. The browser is
    known by the hash of what its cookie holds.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", verbose_name=_("order"))
    link = models.ForeignKey(AccessToken, on_delete=models.CASCADE, related_name="+", verbose_name=_("private link"))
    browser = models.CharField(max_length=64)
    seed = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True, help_text=_("Used, or replaced by a newer one."))
    confirmed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("code by phone")
        verbose_name_plural = _("codes by phone")
        constraints = [
            models.UniqueConstraint(
                fields=["link", "browser"], condition=Q(closed_at__isnull=True), name="one_open_code_per_browser"
            ),
            models.CheckConstraint(condition=Q(tries__lte=MOST_TRIES), name="code_is_tried_at_most_so_often"),
            models.CheckConstraint(
                condition=Q(confirmed_until__isnull=True) | Q(closed_at__isnull=False), name="code_works_once"
            ),
        ]
        indexes = [models.Index(fields=["created_at"], name="code_by_age")]

    def __str__(self) -> str:
        return f"{self.order_id}/{self.pk}"
