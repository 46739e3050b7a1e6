"""A second round: an open order is put to partners again, to more of them at once, or to one by name."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Order
from orders.services import offers, timeline
from orders.services.broadcasting import most_at_once
from orders.services.policies import NoPolicy
from orders.services.prospects import Prospects, prospects
from orders.wording.needs import shortage_words
from partners.actors import Actor
from partners.models import Partner
from rada.platform.idempotency import Key, once
from rada.web import clock

WIDER = 3  # how many times as many partners as a first round asks


class AskedMeanwhile(timeline.Refused):
    """Somebody put the order to partners since the page was opened."""

    def __str__(self) -> str:
        return _("A colleague asked partners since you opened this page. Look at who was asked before you ask again.")


class NobodyToAsk(timeline.Refused):
    """No partner can be asked; its text says why, with the number of each."""

    def __init__(self, order: Order, found: Prospects) -> None:
        self.order, self.found = order, found
        super().__init__(order.pk)

    def __str__(self) -> str:
        return " ".join(shortage_words(self.order, self.found))


class NoPolicyYet(timeline.Refused):
    """Offers pin a policy, and none is in force."""

    def __str__(self) -> str:
        return _("No policy version is in force, so nothing can be offered. Publish one first.")


@once
def ask_again(order: Order, *, by: Actor, seen: int, only: Partner | None = None, key: Key | None = None) -> str:
    """Offer the order to whoever fits and has not refused it, or to `only`. Returns the names of whom it asked.

    `seen` is how many assignments the page had shown. Raises PermissionDenied, CannotOffer, AskedMeanwhile,
    NobodyToAsk, NoPolicyYet.
    """
    if not permissions.can_offer_again(by):
        raise PermissionDenied
    locked = Order.objects.select_for_update(of=("self",), no_key=True).select_related("service").get(pk=order.pk)
    if locked.state != Order.State.OPEN:
        raise offers.CannotOffer(_("The order is not open any more."))
    if locked.assignments.count() != seen:
        raise AskedMeanwhile
    try:
        asked = [only] if only is not None else _asked_all(locked, by)
        if only is not None:
            offers.offer(locked, only, by=by)
    except NoPolicy:
        raise NoPolicyYet from None
    return ", ".join(each.name for each in asked)


def _asked_all(order: Order, by: Actor) -> list[Partner]:
    found = prospects(order, at=clock.now())
    offered = offers.broadcast(order, found.fitting[: WIDER * most_at_once()], by=by)
    if not offered:
        raise NobodyToAsk(order, found)
    taken = set(order.assignments.filter(pk__in=offered).values_list("partner_id", flat=True))
    return [each for each in found.fitting if each.pk in taken]
