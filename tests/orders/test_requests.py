"""A request: from the form to an order that partners are asked about, once, and a page of the customer's own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from orders.models import Assignment, Consent, Order, OrderPhoto, Status
from orders.services import offers, requests
from orders.services.links import order_behind
from rada.platform.models import AccessToken, IdempotencyKey, Notice, StoredFile
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import HOUR, MONDAY, WARD, a_partner, a_service, an_owner, sweep_all
from tests.orders.asking import ADDRESS, FILLED, a_house, a_stranger, sends, shown, the_order
from tests.orders.pictures import four_corners, photo, sent
from tests.pages import forms_of
from tests.portal import form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(tmp_path, settings):
    settings.PHOTO_WORK_DIR = tmp_path / "work"
    with clock.standing_at(MONDAY):
        yield


@pytest.fixture
def stranger():
    a_house()
    return a_stranger()


def error_of(answer, name):
    return shown(answer).named(name).error


def stored():
    return (Order.objects.count(), Assignment.objects.count(), Consent.objects.count(), AccessToken.objects.count())


def test_a_request_becomes_an_order_that_partners_are_asked_about(stranger):
    answer = sends(stranger)

    order = the_order()
    assert (answer.status_code, order_behind(answer.url.split("/")[2])) == (302, order)
    assert (order.customer_phone, order.ward, order.description) == ("+84912345678", WARD, FILLED["text"])
    assert [each.status for each in order.assignments.all()] == [Status.OFFERED]
    assert Notice.objects.filter(audience=f"order:{order.pk}", level="order_link", channel="sms").count() == 1


def test_whoever_sent_it_comes_out_on_the_orders_page(stranger):
    answer = stranger.post(ADDRESS, form(**FILLED), follow=True)

    page = answer.content.decode()
    assert answer.redirect_chain[-1][0] == f"/c/{the_order().code}/"
    assert "Rada asked 1 partner" in page
    assert "You hear by 09:15 today at the latest." in page
    assert FILLED["text"] in page


def test_the_outbox_holds_no_secret_and_no_personal_data(stranger):
    token = sends(stranger).url.split("/")[2]

    notices = [(each.subject, str(each.facts)) for each in Notice.objects.filter(level="order_link")]
    kept = [str(answer) for answer in IdempotencyKey.objects.values_list("answer", flat=True)]
    assert not any(word in text for pair in notices for text in pair for word in (token, "912345678", "Hà"))
    assert token not in "".join(kept)


def test_the_same_form_sent_twice_is_one_order_and_leads_to_the_same_page(stranger):
    filled = form(**FILLED)

    first, second = stranger.post(ADDRESS, filled), stranger.post(ADDRESS, filled)

    assert Order.objects.count() == 1
    assert first.url == second.url


def test_the_same_key_with_other_content_is_told_and_stores_nothing(stranger):
    filled = form(**FILLED)
    stranger.post(ADDRESS, filled)

    answer = stranger.post(ADDRESS, {**filled, "text": "Tủ lạnh kêu to"})

    assert answer.status_code == 409
    assert "Tủ lạnh kêu to" in answer.content.decode()
    assert Order.objects.count() == 1


def test_two_strangers_with_the_same_key_never_meet(stranger):
    filled = form(**FILLED)
    other = a_stranger()

    first, second = stranger.post(ADDRESS, filled), other.post(ADDRESS, {**filled, "name": "Lê Văn An"})

    assert {each.customer_name for each in Order.objects.all()} == {"Trần Thị Hà", "Lê Văn An"}
    assert first.url != second.url


def test_without_the_first_consent_nothing_is_stored_and_nothing_typed_is_lost(stranger):
    answer = sends(stranger, agree_order=None)

    assert answer.status_code == 422
    assert error_of(answer, "agree_order") == "Without this consent Rada may not store your request."
    assert shown(answer).named("text").value == FILLED["text"]
    assert stored() == (0, 0, 0, 0)


def test_no_box_is_ticked_beforehand(stranger):
    page = shown(stranger.get(ADDRESS))

    assert [each.name for each in page.controls if each.kind == "checkbox" and each.is_checked] == []


@pytest.mark.parametrize(
    ("language", "begins"), [("vi", "Tôi đồng ý cho Rada xử lý"), ("en", "I agree that Rada uses")]
)
def test_a_consent_is_kept_in_the_words_that_were_shown(language, begins):
    a_house()

    sends(a_stranger(language), agree_survey="on")

    kept = {each.purpose: each for each in the_order().consents.all()}
    assert set(kept) == {"order", "survey"}
    assert kept["order"].text.startswith(begins)
    assert (kept["order"].language, kept["order"].given_at) == (language, MONDAY)


def test_photos_come_along_only_with_their_own_consent(stranger):
    refused = sends(stranger, photos=sent(photo("JPEG", four_corners()), "IMG_1.jpg"))
    reference = shown(refused).named("photos-kept").value
    answer = sends(stranger, **{"photos-kept": reference, "agree_photos": "on"})

    assert refused.status_code == 422
    assert error_of(refused, "agree_photos").startswith("Tick this box so that we may keep your photos")
    assert answer.status_code == 302
    assert OrderPhoto.objects.get().file == StoredFile.objects.get()
    assert set(the_order().consents.values_list("purpose", flat=True)) == {"order", "photos"}


def test_a_photo_of_one_stranger_is_nothing_to_another(stranger):
    refused = sends(stranger, photos=sent(photo("JPEG", four_corners()), "IMG_1.jpg"))
    reference = shown(refused).named("photos-kept").value

    answer = sends(a_stranger(), **{"photos-kept": reference, "agree_photos": "on"})

    assert answer.status_code == 422
    assert "photos-kept" not in answer.content.decode()
    assert stored() == (0, 0, 0, 0)


def test_a_chosen_time_is_vietnams(stranger):
    sends(stranger, when="chosen", day="2026-03-03", begin="09:00", end="11:30")

    order = the_order()
    assert order.wanted_from == datetime(2026, 3, 3, 2, tzinfo=UTC)
    assert order.wanted_to.astimezone(VIETNAM).strftime("%H:%M") == "11:30"


@pytest.mark.parametrize(
    ("window", "field"),
    [
        ({"day": "2026-03-02", "begin": "07:00", "end": "09:00"}, "day"),
        ({"day": "2026-03-03", "begin": "11:00", "end": "11:00"}, "end"),
        ({"day": "2026-06-01", "begin": "09:00", "end": "10:00"}, "day"),
        ({"day": "", "begin": "09:00", "end": "10:00"}, "day"),
        ({"day": "2026-03-03", "begin": "", "end": "10:00"}, "begin"),
        ({"day": "2026-02-30", "begin": "09:00", "end": "10:00"}, "day"),
    ],
)
def test_a_time_that_cannot_be_is_refused_beside_its_field(stranger, window, field):
    answer = sends(stranger, when="chosen", **window)

    assert answer.status_code == 422
    assert error_of(answer, field)
    assert Order.objects.count() == 0


def test_a_window_that_is_still_open_is_taken(stranger):
    sends(stranger, when="chosen", day="2026-03-02", begin="08:00", end="09:01")

    assert the_order().wanted_to == MONDAY + HOUR / 60


def test_a_ward_that_alone_fits_needs_no_choosing_and_several_are_shown(stranger):
    several = sends(stranger, ward=None, ward_query="hoa")
    single = sends(stranger, ward=None, ward_query="hoàn kiếm hà nội")

    found = [each for each in shown(several).controls if each.name == "ward"]
    assert (several.status_code, len(found)) == (422, 12)
    assert "Choose your ward in the list." in several.content.decode()
    assert (single.status_code, the_order().ward) == (302, WARD)


def test_wards_are_found_while_they_are_typed(stranger):
    page = stranger.get("/request/wards/", {"ward_query": "cau giay", "ward": WARD}).content.decode()
    nothing = stranger.get("/request/wards/", {"ward_query": "zzz"}).content.decode()

    assert "Phường Cầu Giấy, Thành phố Hà Nội" in page
    assert f'value="{WARD}" checked' in page
    assert "No ward is called so." in nothing


@pytest.mark.parametrize("name", ["service", "text", "ward_query", "address", "name", "phone", "when", "province"])
@pytest.mark.parametrize("value", ["x" * 30_000, "a\x00b", ""])
def test_no_bad_value_gets_past_a_field(stranger, name, value):
    if (name, value) in {("ward_query", ""), ("province", "")}:
        value = "no-such-place"
    kept = None if name == "ward_query" else WARD

    answer = sends(stranger, **{"ward": kept, name: value})

    assert answer.status_code == 422
    assert Order.objects.count() == 0


def test_an_old_address_stands_beside_the_new_one(stranger):
    sends(stranger, old_address="Phường Tràng Tiền, quận Hoàn Kiếm")

    assert the_order().address == "12 Hàng Bài (địa chỉ cũ: Phường Tràng Tiền, quận Hoàn Kiếm)"


def test_one_phone_asks_for_so_many_orders_an_hour_and_no_more(stranger):
    taken = [sends(stranger).status_code for _n in range(requests.MOST_FOR_ONE_PHONE)]

    refused = sends(stranger)

    assert taken == [302] * requests.MOST_FOR_ONE_PHONE
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert "There were too many tries." in refused.content.decode()
    assert FILLED["text"] in refused.content.decode()


def test_one_address_asks_for_so_many_orders_an_hour_and_no_more(stranger, monkeypatch):
    monkeypatch.setattr(requests, "MOST_FROM_ONE_ADDRESS", 4)
    phones = [f"09123456{number:02}" for number in range(requests.MOST_FROM_ONE_ADDRESS + 1)]

    answers = [sends(stranger, phone=phone).status_code for phone in phones]

    assert answers == [302] * requests.MOST_FROM_ONE_ADDRESS + [429]
    assert sends(Client(REMOTE_ADDR="203.0.113.9"), phone="0912345699").status_code == 302


def test_what_is_counted_says_nothing_of_phone_or_address(stranger):
    sends(stranger)

    subjects = "".join(AccessToken.objects.filter(purpose=requests.TRIES).values_list("subject", flat=True))
    assert "912345678" not in subjects
    assert "127.0.0.1" not in subjects


def test_a_preferred_partner_is_asked_alone():
    preferred, _other = a_house("Điện lạnh Sông Xanh", "Điện lạnh Núi Cao")

    sends(a_stranger(), partner=preferred.slug, only_partner="on")

    assert [each.partner for each in the_order().assignments.all()] == [preferred]


def test_a_preferred_partner_who_cannot_is_told_and_others_are_asked_when_the_box_is_empty():
    preferred, other = a_house("Điện lạnh Sông Xanh", "Điện lạnh Núi Cao")
    preferred.paused_until = MONDAY + HOUR
    preferred.save()
    client = a_stranger()

    refused = sends(client, partner=preferred.slug, only_partner="on")
    nobody = Order.objects.count()
    sends(client, partner=preferred.slug)

    assert (refused.status_code, nobody) == (409, 0)
    assert "Điện lạnh Sông Xanh does not take this work" in error_of(refused, "only_partner")
    assert [each.partner for each in the_order().assignments.all()] == [other]


def test_with_nobody_to_ask_the_page_says_who_calls_and_by_when():
    a_house()

    page = a_stranger().post(ADDRESS, form(**{**FILLED, "ward": "00004"}), follow=True).content.decode()

    assert the_order().assignments.count() == 0
    assert "They call you by 13:00 today" in page


def test_whoever_was_asked_and_declined_is_asked_no_more_and_rada_calls(stranger):
    stranger.post(ADDRESS, form(**FILLED), follow=True)
    offer = the_order().assignments.get()
    with clock.standing_at(MONDAY + HOUR / 12):
        offers.decline(offer, by=an_owner(offer.partner), reason="busy")

        page = stranger.get(f"/c/{the_order().code}/").content.decode()

    assert "They call you by 13:05 today" in page


def test_an_answer_that_did_not_come_in_time_is_waited_for_no_more(stranger):
    stranger.post(ADDRESS, form(**FILLED), follow=True)
    sweep_all(MONDAY + HOUR)

    with clock.standing_at(MONDAY + HOUR):
        page = stranger.get(f"/c/{the_order().code}/").content.decode()

    assert "They call you by 13:15 today" in page


def test_a_preferred_partner_who_is_gone_is_told_and_nobody_else_is_asked(stranger):
    answer = sends(stranger, partner="999999-khong-con", only_partner="on")

    assert (answer.status_code, Order.objects.count()) == (409, 0)
    assert "This partner takes no new orders at present." in answer.content.decode()


def test_before_a_first_policy_is_published_the_request_waits_for_rada():
    a_service()
    a_partner()

    answer = sends(a_stranger())

    assert (answer.status_code, the_order().state) == (302, Order.State.OPEN)
    assert the_order().assignments.count() == 0


def test_the_form_opens_filled_in_with_what_was_asked_for(stranger):
    page = forms_of(stranger.get(f"{ADDRESS}?service=AC-CLEAN").content.decode())[0]

    assert page.named("service").value == "AC-CLEAN"
