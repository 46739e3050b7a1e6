"""Photos of a request: the customer, the engaged partner and Rada's people see them, and nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from orders.models import OrderPhoto
from orders.permissions import CUSTOMER_SHOWN_DAYS
from orders.services import links, offers, visits
from partners.models import User
from rada.web import clock
from tests.factories import (
    DAY,
    MINUTE,
    MONDAY,
    a_partner,
    a_service,
    a_staff_member,
    an_offer,
    an_order,
    an_owner,
)
from tests.portal import a_stored_photo, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    offer = an_offer(an_order(), at=MONDAY)
    OrderPhoto.objects.create(order=offer.order, file=a_stored_photo(b"what is wrong"))
    return offer


def address(offer):
    return reverse("orders:request_photo", args=[offer.order.photos.get().pk])


def status(actor, offer, at=MONDAY + MINUTE):
    with clock.standing_at(at):
        return signed_in(actor).get(address(offer)).status_code


def test_a_partner_sees_them_from_the_acceptance_until_some_days_after_the_end(offer):
    owner = an_owner(offer.partner)
    before = status(owner, offer)
    with clock.standing_at(MONDAY + MINUTE):
        offers.accept(offer, by=owner)
    engaged = status(owner, offer)
    with clock.standing_at(MONDAY + 2 * MINUTE):
        visits.cancel(offer, by=owner, reason="cannot_come")
    ended = MONDAY + 2 * MINUTE + CUSTOMER_SHOWN_DAYS * DAY

    assert (before, engaged) == (404, 200)
    assert (status(owner, offer, at=ended - MINUTE), status(owner, offer, at=ended)) == (200, 404)


def test_the_partners_page_shows_them_once_it_has_accepted(offer):
    owner = an_owner(offer.partner)
    page = reverse("orders:assignment", args=[offer.pk])
    with clock.standing_at(MONDAY + MINUTE):
        before = signed_in(owner).get(page).content.decode()
        offers.accept(offer, by=owner)
        after = signed_in(owner).get(page).content.decode()

    assert (address(offer) in before, address(offer) in after) == (False, True)


def test_another_partner_never_sees_them_and_rada_does(offer):
    rival = an_owner(a_partner())

    assert (status(rival, offer), status(a_staff_member(), offer)) == (404, 200)


def test_the_customer_sees_their_own_and_no_other_orders(offer):
    other = an_order()
    strange = OrderPhoto.objects.create(order=other, file=a_stored_photo(b"somebody else's"))
    customer = Client()
    customer.get(reverse("orders:customer_door", args=[links.issue(offer.order)]))

    def seen(pk):
        return customer.get(reverse("orders:customer_request_photo", args=[offer.order.code, pk])).status_code

    assert (seen(offer.order.photos.get().pk), seen(strange.pk)) == (200, 404)


def test_staff_find_open_orders_that_nobody_was_asked_about_with_their_photos(offer):
    a_service()
    lonely = an_order()
    OrderPhoto.objects.create(order=lonely, file=a_stored_photo(b"lonely"))
    staff = Client()
    staff.cookies["django_language"] = "en"
    staff.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True))

    listed = staff.get("/admin/orders/order/", {"asked": "nobody"}).content.decode()
    page = staff.get(f"/admin/orders/order/{lonely.pk}/change/").content.decode()

    assert (lonely.code in listed, offer.order.code in listed) == (True, False)
    assert reverse("orders:request_photo", args=[lonely.photos.get().pk]) in page


def test_staff_find_open_orders_where_nobody_is_left_to_answer(offer):
    staff = Client()
    staff.force_login(User.objects.create(username="root", is_staff=True, is_superuser=True))
    address = "/admin/orders/order/"
    waiting = staff.get(address, {"asked": "unanswered"}).content.decode()
    with clock.standing_at(MONDAY + MINUTE):
        offers.decline(offer, by=an_owner(offer.partner), reason="busy")

    declined = staff.get(address, {"asked": "unanswered"}).content.decode()

    assert (offer.order.code in waiting, offer.order.code in declined) == (False, True)
