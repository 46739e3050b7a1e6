"""An order by telephone: the caller is known by the number, consents are noted as spoken, the link goes by message."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from orders.models import Consent, Order
from orders.services import requests
from orders.services.intake import Request
from partners.models import Partner
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import MONDAY, WARD, a_partner, a_service, an_order, an_owner
from tests.orders.asking import a_house
from tests.orders.staff_hands import browser_of, shown, staff_of
from tests.portal import form

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/orders/order/by-phone/"
TOLD = {
    "phone": "0912 345 678", "name": "Trần Thị Hà", "address": "12 Hàng Bài", "ward": WARD, "service": "AC-CLEAN",
    "text": "Máy lạnh chảy nước", "when": "soon", "agree_order": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _monday(settings):
    settings.SMS_BACKEND = "tests.sent_messages.keep"
    with clock.standing_at(MONDAY):
        yield


def takes(client, **changes):
    fields = {name: value for name, value in {**TOLD, **changes}.items() if value is not None}
    return client.post(ADDRESS, form(**fields), follow=True)


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 912 345 678", "84912345678"])
def test_a_known_caller_is_shown_with_earlier_orders_however_the_number_is_typed(typed):
    a_service()
    earlier = an_order()

    page = shown(browser_of().get(ADDRESS, {"phone": typed}))

    assert earlier.code in page
    assert 'value="Trần Thị Hà"' in page
    assert 'value="12 Hàng Bài"' in page


def test_an_order_taken_by_telephone_goes_the_way_of_every_request():
    a_house("Sông")

    answer = takes(browser_of(), agree_survey="on")

    order = Order.objects.get()
    kept = {each.purpose: each for each in Consent.objects.all()}
    assert answer.redirect_chain[-1][0] == f"/admin/orders/order/{order.pk}/hand/"
    assert "is on its way to the customer" in shown(answer)
    assert [each.partner.name for each in order.assignments.all()] == ["Sông"]
    assert Notice.objects.filter(audience=f"order:{order.pk}", level="order_link", channel="sms").count() == 1
    assert (set(kept), kept["order"].way, kept["order"].noted_by.full_name) == (
        {"order", "survey"},
        "phone",
        "Lê Thị An",
    )
    assert kept["order"].text.startswith("Tôi đồng ý cho Rada xử lý")


def test_without_the_callers_yes_nothing_is_stored_and_what_was_typed_stays():
    a_house()

    answer = takes(browser_of(), agree_order=None)

    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert "Without the caller" in shown(answer)
    assert TOLD["text"] in shown(answer)


def test_the_same_form_sent_twice_is_one_order():
    a_house()
    client, fields = browser_of(), form(**TOLD)

    answers = [client.post(ADDRESS, fields).url for _press in range(2)]

    assert Order.objects.count() == 1
    assert answers[0] == answers[1]


def test_the_ward_is_found_by_its_name_and_chosen_where_several_fit():
    a_house()
    client = browser_of()

    several = takes(client, ward=None, ward_query="hoa")
    found = takes(client, ward=None, ward_query="cau giay", find="yes")
    takes(client, ward=None, ward_query="hoàn kiếm hà nội")

    assert (several.status_code, found.status_code) == (422, 200)
    assert "Phường Cầu Giấy, Thành phố Hà Nội" in shown(found)
    assert Order.objects.get().ward == WARD


def test_a_preferred_partner_is_asked_alone_and_named_without_accents():
    a_house("Điện lạnh Sông Xanh", "Điện lạnh Núi Cao")

    takes(browser_of(), partner="nui cao")

    assert [each.partner.name for each in Order.objects.get().assignments.all()] == ["Điện lạnh Núi Cao"]


@pytest.mark.parametrize(
    ("typed", "said"), [("dien lanh", "Several partners are called so"), ("zzz", "No partner is called so.")]
)
def test_a_name_that_is_nobodys_or_several_ones_is_asked_again(typed, said):
    a_house("Điện lạnh Sông Xanh", "Điện lạnh Núi Cao")

    answer = takes(browser_of(), partner=typed)

    assert (answer.status_code, Order.objects.count()) == (422, 0)
    assert said in shown(answer)


def test_a_preferred_partner_who_cannot_is_told():
    a_house("Sông")
    Partner.objects.update(paused_until=MONDAY.replace(hour=23))

    answer = takes(browser_of(), partner="song")

    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert "Sông does not take this work" in shown(answer)


def test_nobody_counts_how_many_orders_staff_take():
    a_house()
    client = browser_of()

    for _number in range(requests.MOST_FOR_ONE_PHONE + 1):
        takes(client)

    assert Order.objects.count() == requests.MOST_FOR_ONE_PHONE + 1


def test_only_whom_rada_trusts_takes_orders():
    a_house()
    partner = a_partner()
    wanted = Request(a_service(), "Hà", "0912345678", "12 Hàng Bài", WARD)

    assert browser_of("finance view").get(ADDRESS).status_code == 403
    assert takes(browser_of("finance view")).status_code == 403
    for stranger in (staff_of("finance view"), an_owner(partner)):
        asked = requests.Asked(wanted, given=["order"], language="vi", sender="", taken_by=stranger)
        with pytest.raises(PermissionDenied):
            requests.ask(asked, key=requests.Key("s", f"k{stranger.kind}", "f"))
    assert not Order.objects.exists()
