"""Whoever is signed in at Rada is no customer, whatever link they hold: nobody acts in the customer's place."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

from orders.services import timeline


class NotTheCustomer(timeline.Refused):
    """Somebody who works for a partner or for Rada holds the link."""

    def __str__(self) -> str:
        return _("You are signed in at Rada in this browser. Only the customer can do this.")


def require_customer(request: HttpRequest) -> None:
    """Raise NotTheCustomer where whoever sends this is signed in."""
    if request.user.is_authenticated:
        raise NotTheCustomer
