"""Messages to phones: made when they are sent, short and plain, tried again and given up, with evidence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.services import links, phone_codes, texting
from orders.tasks import send_phone_messages
from partners.actors import actor_of
from rada.platform import outbox, quiet_hours
from rada.platform.models import AccessToken, Delivery, Notice
from rada.web import clock
from tests import sent_messages
from tests.factories import DAY, HOUR, MINUTE, a_staff_member, an_order, the_customer
from tests.faults.racing import race
from tests.orders.quoting import NOON

pytestmark = pytest.mark.django_db
NINE_IN_THE_EVENING = NOON.replace(hour=21)
BROWSER_NONCE = "nonce"


@pytest.fixture(autouse=True)
def kept(settings):
    settings.SMS_BACKEND = "tests.sent_messages.keep"
    settings.SITE_URL = "https://don-hang.dich-vu.rada-vietnam.example"
    sent_messages.sent.clear()
    return sent_messages.sent


def a_link_message(order, *, language="vi", at=NOON):
    outbox.tell([links.message(order.pk, at=at, language=language)])
    return Notice.objects.latest("pk")


def a_code_message(order, *, language="vi"):
    links.issue(order)
    browser = phone_codes.Browser(AccessToken.objects.latest("pk").pk, BROWSER_NONCE)
    return phone_codes.ask(order, browser, language=language)


def send_at(instant):
    with clock.standing_at(instant):
        return texting.send_waiting()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_both_messages_fit_into_one_sms_in_the_plain_alphabet(kept, language):
    order = an_order(at=NOON)
    with clock.standing_at(NOON):
        a_code_message(order, language=language)
    a_link_message(order, language=language)

    send_at(NOON)

    assert len(kept) == 2
    assert all(text.isascii() and len(text) <= 160 for _to, text in kept)
    assert all(text.startswith("Rada: ") and order.code in text for _to, text in kept)


def test_a_link_is_made_when_it_is_sent_and_opens_the_order(kept):
    order = an_order(at=NOON)
    notice = a_link_message(order)
    before = AccessToken.objects.count()

    send_at(NOON + MINUTE)

    token = kept[0][1].split("/o/")[1].split("/")[0]
    assert before == 0
    with clock.standing_at(NOON + MINUTE):
        assert links.order_behind(token) == order
    assert token not in str([*Notice.objects.values(), *AccessToken.objects.values(), *Delivery.objects.values()])
    assert Delivery.objects.get(notice=notice).answer == "sms: kept"


def test_a_message_that_is_tried_again_brings_the_same_link(kept, settings):
    order = an_order(at=NOON)
    a_link_message(order)
    settings.SMS_BACKEND = "tests.sent_messages.refuse"
    first = send_at(NOON)
    settings.SMS_BACKEND = "tests.sent_messages.keep"

    at_once, later = send_at(NOON + timedelta(seconds=29)), send_at(NOON + timedelta(seconds=30))

    assert (first, at_once, later) == (0, 0, 1)
    assert AccessToken.objects.count() == 1
    assert list(Delivery.objects.order_by("pk").values_list("succeeded", flat=True)) == [False, True]


def test_a_gateway_that_stays_out_of_order_is_asked_five_times_with_growing_pauses(settings):
    settings.SMS_BACKEND = "tests.sent_messages.refuse"
    notice = a_link_message(an_order(at=NOON))

    for seconds in range(0, 3600, 15):
        send_at(NOON + timedelta(seconds=seconds))

    tried = [(each.tried_at - NOON).total_seconds() for each in Delivery.objects.order_by("pk")]
    notice.refresh_from_db()
    assert tried == [0, 30, 90, 210, 450]
    assert (notice.attempts, notice.sent_at, notice.ended_why) == (5, None, Notice.Unsent.GIVEN_UP)
    assert notice.ended_at == NOON + timedelta(seconds=930)


def test_a_message_that_cannot_be_sent_holds_up_no_other_and_its_words_stay_out_of_the_log(kept, settings, caplog):
    settings.SMS_BACKEND = "tests.sent_messages.fail_for_the_first"
    for _number in range(2):
        a_link_message(an_order(at=NOON))

    sent, later = send_at(NOON), send_at(NOON + MINUTE)

    assert (sent, later) == (1, 1)
    assert "RuntimeError" in caplog.text
    assert "/o/" not in caplog.text


def test_a_code_that_has_ended_is_not_sent_any_more(kept):
    with clock.standing_at(NOON):
        a_code_message(an_order(at=NOON))

    send_at(NOON + 10 * MINUTE)

    assert kept == []
    assert set(Notice.objects.values_list("ended_why", flat=True)) == {Notice.Unsent.NOBODY}


def test_a_link_that_waited_a_whole_day_is_not_sent_any_more(kept):
    a_link_message(an_order(at=NOON))

    send_at(NOON + DAY)

    assert kept == []


def test_the_sent_code_is_the_one_that_confirms(kept):
    order = an_order(at=NOON)
    with clock.standing_at(NOON):
        code = a_code_message(order)
        send_phone_messages()

        phone_codes.confirm(order, phone_codes.Browser(code.link_id, BROWSER_NONCE), kept[0][1].split()[1])

        assert phone_codes.is_confirmed(phone_codes.Browser(code.link_id, BROWSER_NONCE))


def test_zalo_is_asked_first_where_it_has_a_template_and_sms_where_it_does_not_take_it(kept, settings, monkeypatch):
    settings.ZALO_TEMPLATES = ["order_link:5678"]
    order = an_order(at=NOON)
    with clock.standing_at(NOON):
        a_code_message(order)
    notice = a_link_message(order)

    send_at(NOON)

    answers = list(Delivery.objects.filter(notice=notice).order_by("pk").values_list("answer", "succeeded"))
    assert answers == [("zalo: logged, not sent", False), ("sms: kept", True)]
    assert len(kept) == 2


@pytest.mark.parametrize(("at", "until"), [
    (NINE_IN_THE_EVENING - timedelta(microseconds=1), None),
    (NINE_IN_THE_EVENING, NINE_IN_THE_EVENING + 11 * HOUR),
    (NINE_IN_THE_EVENING + 10 * HOUR, NINE_IN_THE_EVENING + 11 * HOUR),
    (NINE_IN_THE_EVENING + 11 * HOUR, None),
])  # fmt: skip
def test_the_night_is_from_nine_to_eight_in_vietnam(at, until):
    assert quiet_hours.ends_at(at) == until


@pytest.mark.parametrize(("can_wait", "at_night", "in_the_morning"), [(True, 0, 1), (False, 1, 0)])
def test_what_can_wait_is_sent_in_the_morning_and_a_link_that_somebody_waits_for_at_once(
    can_wait, at_night, in_the_morning
):
    order, staff = an_order(at=NOON), actor_of(a_staff_member().user)
    with clock.standing_at(NINE_IN_THE_EVENING):
        links.send(order, by=staff, language="vi", can_wait=can_wait)

    sent = [send_at(NINE_IN_THE_EVENING + 10 * HOUR), send_at(NINE_IN_THE_EVENING + 11 * HOUR)]

    assert sent == [at_night, in_the_morning]


def test_a_phone_is_sent_five_links_an_hour_by_staff():
    order, staff = an_order(at=NOON), actor_of(a_staff_member().user)
    with clock.standing_at(NOON):
        for _press in range(5):
            links.send(order, by=staff, language="vi")

        with pytest.raises(links.TooManyLinks):
            links.send(order, by=the_customer(order), language="vi")


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_message_once(kept):
    orders = [an_order(at=NOON) for _number in range(6)]
    outbox.tell([links.message(order.pk, at=clock.now(), language="vi") for order in orders])

    race(texting.send_waiting, texting.send_waiting)

    assert len(kept) == len({text for _to, text in kept}) == 6
    assert Delivery.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_ten_tries_at_once_never_count_as_fewer():
    order = an_order(at=NOON)
    code = a_code_message(order)
    browser = phone_codes.Browser(code.link_id, BROWSER_NONCE)
    wrong = f"{(int(phone_codes.digits_of(code, order.customer_phone)) + 1) % 10**6:06d}"

    outcomes = race(*[lambda: phone_codes.confirm(order, browser, wrong)] * 10)

    code.refresh_from_db()
    refused = [type(outcome.error) for outcome in outcomes]
    assert code.tries == 5
    assert refused.count(phone_codes.WrongCode) == 5
    assert refused.count(phone_codes.CodeOver) == 5
