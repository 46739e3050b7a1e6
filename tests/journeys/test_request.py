"""A customer asks for a technician on a phone: ward, photo, consents, one press too many, and one order comes of it."""

from __future__ import annotations

import pytest

from orders.models import Order, OrderPhoto, Status
from partners.services import charter
from tests.factories import WARD, a_partner, a_policy, a_service
from tests.journeys.conftest import said
from tests.journeys.walks import describes_the_trouble
from tests.orders.pictures import four_corners, photo
from tests.partners.charter_page import page as charter_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
PICTURE = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo("JPEG", four_corners((640, 480)))}


@pytest.fixture
def partner(transactional_db):
    a_policy(care_open="00:00", care_close="24:00")
    a_service()
    charter.publish(charter.draft_from(charter_page()).version)
    return a_partner("Điện lạnh Gió Biển")


def test_from_home_to_the_orders_own_page(visiting, partner):
    visitor = visiting()
    page = visitor.page
    visitor.open("/")
    visitor.check("home")
    page.locator("details.trade summary").first.click()
    page.locator("a[href*='service=AC-CLEAN']").click()
    describes_the_trouble(page)
    page.set_input_files("[name=photos]", PICTURE)
    page.type("[name=ward_query]", "hoan kiem")
    page.locator("#wards label", has_text="Hoàn Kiếm").first.click()
    visitor.check("request")

    visitor.press(said("Send the request"))
    refused = page.locator("#id_agree_order_error").inner_text()
    tiles = page.locator(".photos.taken img").count()
    visitor.complaints.clear()  # the browser tells of the refused answer
    visitor.check("request refused")
    page.check("[name=agree_order]")
    page.check("[name=agree_photos]")
    page.get_by_role("button", name=said("Send the request")).dblclick()
    page.wait_for_url("**/c/*/")

    order = Order.objects.get()
    assert (refused.strip(), tiles) == (said("Without this consent Rada may not store your request."), 1)
    assert visitor.sees("Máy lạnh chảy nước xuống tường")
    assert page.url.endswith(f"/c/{order.code}/")
    assert [each.status for each in order.assignments.all()] == [Status.OFFERED]
    assert OrderPhoto.objects.filter(order=order).count() == 1
    visitor.until("Object.keys(localStorage).length === 0")
    visitor.check("order")


def test_without_scripts_a_ward_is_found_in_a_second_step_and_nothing_is_lost(visiting, partner):
    visitor = visiting(java_script_enabled=False)
    page = visitor.page
    visitor.open(f"/request/?service=AC-CLEAN&partner={partner.slug}")
    describes_the_trouble(page)
    page.set_input_files("[name=photos]", PICTURE)
    page.fill("[name=ward_query]", "hoan")
    page.check("[name=agree_order]")
    page.check("[name=agree_photos]")

    page.get_by_role("button", name=said("Send the request")).click()
    page.locator("#wards label", has_text="Phường Hoàn Kiếm").click()
    page.get_by_role("button", name=said("Send the request")).click()
    page.wait_for_url("**/c/*/")

    order = Order.objects.get()
    assert (order.description, order.ward) == ("Máy lạnh chảy nước xuống tường", WARD)
    assert OrderPhoto.objects.filter(order=order).count() == 1
    assert [each.partner for each in order.assignments.all()] == [partner]
