"""Offers: an open order is put to one partner, by Rada."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from orders import customer_selectors
from orders.api.tellings import Done
from orders.api.views import OneOrderView
from orders.models import Assignment
from orders.services import offers
from orders.services.policies import NoPolicy
from orders.services.second_rounds import NoPolicyYet
from partners.api.acting import RADA
from partners.api.fields import PublishedPartner
from rada.platform.api.operations import operation
from rada.web.api.bodies import Body
from rada.web.api.callers import Scope, to
from rada.web.api.problems import NOT_ALLOWED, Problem


class Offering(Body):
    """Whom the order is put to."""

    partner = PublishedPartner()


class OffersView(OneOrderView):
    """The offers of one order."""

    @operation(
        to(scope=Scope.TIMELINE_ACT), takes=Offering, gives=Done, status=201, name="offer", example={"partner": 7},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], code: str) -> Assignment:
        """Put the order to a partner, as Rada. Terms and policy are pinned now, and the clock to answer starts."""
        if request.actor != RADA:
            raise Problem(NOT_ALLOWED)
        try:
            pk = offers.offer(self.found_order(request, code), given["partner"], by=request.actor)
        except NoPolicy:
            raise NoPolicyYet from None
        return get_object_or_404(customer_selectors.engagements_visible_to(request.actor), pk=pk)
