"""What costs money or cannot be undone asks for a code that goes to the customer's phone; then it is done, once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import signing
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from orders.models import EventKind, Order, PhoneCode
from orders.services import links, phone_codes
from orders.views.customer import door
from rada.platform.models import AccessToken, IdempotencyKey, Notice
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, an_owner
from tests.orders.quoting import NOON, a_job, answer_address, order_page, quoted, through_a_link
from tests.pages import forms_of
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def job():
    return a_job()


@pytest.fixture
def asked(job):
    """A quote, and what a customer sends to approve it."""
    version = quoted(job)
    return answer_address(job, version), form(answer="all", digest=version.digest)


def text_of(answer):
    return " ".join(answer.content.decode().replace("\u00a0", " ").split())


def browser_of(client):
    return phone_codes.Browser(*signing.loads(client.cookies[door.COOKIE].value, salt=door.SALT))


def digits_for(client):
    """The digits that go to the phone for this browser."""
    code = phone_codes.standing(browser_of(client))
    return phone_codes.digits_of(code, code.order.customer_phone)


def wrong_for(client):
    return f"{(int(digits_for(client)) + 1) % 10**6:06d}"


def approvals(job):
    return list(job.events.values_list("kind", flat=True)).count(EventKind.QUOTE_APPROVED)


def codes_sent(job):
    return Notice.objects.filter(level="phone_code", audience=f"order:{job.order_id}", channel="sms").count()


def test_an_unknown_browser_is_asked_for_a_code_and_nothing_is_done_yet(job, asked):
    address, fields = asked

    answer = through_a_link(job).post(address, fields)

    assert answer.status_code == 409
    assert "We sent a code to •••• ••• 678." in text_of(answer)
    assert 'autocomplete="one-time-code"' in text_of(answer)
    assert 'inputmode="numeric"' in text_of(answer)
    assert (approvals(job), codes_sent(job)) == (0, 1)


def test_every_field_that_was_sent_goes_on_hidden_with_its_own_key(job, asked):
    address, fields = asked
    many = {**fields, "line_0": ["yes", "no"], "text": 'Chị có <tụ> rồi "nhé"'}

    page = through_a_link(job).post(address, many).content.decode()

    sent = forms_of(page)[0]
    assert sent.action == address
    assert {name: values for name, values in sent.data().items() if name in many} == {
        name: values if isinstance(values, list) else [values] for name, values in many.items()
    }


def test_the_right_code_does_the_act_in_the_same_request(job, asked):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)

    answer = client.post(address, {**fields, "confirm_code": digits_for(client)}, follow=True)

    assert "You approved the quote of 430.000 ₫." in text_of(answer)
    assert approvals(job) == 1
    assert IdempotencyKey.objects.get(scope=f"order:{job.order_id}").value == fields["idempotency_key"]


def test_pressing_confirm_twice_does_it_once_and_so_does_pressing_the_first_button_again(job, asked):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)
    with_code = {**fields, "confirm_code": digits_for(client)}

    statuses = [client.post(address, sent).status_code for sent in (with_code, with_code, fields)]

    assert statuses == [302, 302, 302]
    assert approvals(job) == 1


@pytest.mark.parametrize("spelt", ["{0} {1}", " {0}{1}\n", "{0}-{1}"])
def test_the_digits_may_be_typed_with_spaces(job, asked, spelt):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)
    digits = digits_for(client)

    client.post(address, {**fields, "confirm_code": spelt.format(digits[:3], digits[3:])})

    assert approvals(job) == 1


def test_a_wrong_code_says_how_many_tries_are_left_and_keeps_what_was_sent(job, asked):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)

    answer = client.post(address, {**fields, "confirm_code": wrong_for(client)})

    assert answer.status_code == 422
    assert "This is not the code that we sent. 4 tries are left." in text_of(answer)
    assert forms_of(answer.content.decode())[0].named("digest").value == fields["digest"]
    assert (approvals(job), codes_sent(job)) == (0, 1)


def test_after_five_wrong_tries_the_right_code_does_not_help_any_more(job, asked):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)
    said = [text_of(client.post(address, {**fields, "confirm_code": wrong_for(client)})) for _try in range(5)]

    answer = client.post(address, {**fields, "confirm_code": digits_for(client)})

    assert "1 try is left" in said[3]
    assert "it was tried too often" in said[4]
    assert "This code does not work any more." in text_of(answer)
    assert approvals(job) == 0


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "１２３", "a\x00b", "x" * 9000])
def test_what_is_no_code_counts_as_no_try(job, asked, typed):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)

    answer = client.post(address, {**fields, "confirm_code": typed})

    assert answer.status_code == 422
    assert PhoneCode.objects.get().tries == 0


def test_another_code_is_sent_after_a_minute_and_the_first_one_ends(job, asked):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)
    first, again = digits_for(client), {**fields, "confirm_code": "", "confirm_again": "yes"}

    with clock.standing_at(NOON + 59 * SECOND):
        early = client.post(address, again)
    with clock.standing_at(NOON + 60 * SECOND):
        later = client.post(address, again)
        old = client.post(address, {**fields, "confirm_code": first})
        client.post(address, {**fields, "confirm_code": digits_for(client)})

    assert "less than a minute ago" in text_of(early)
    assert (later.status_code, old.status_code) == (409, 422)
    assert (codes_sent(job), approvals(job)) == (2, 1)


@pytest.mark.parametrize(("wait", "done"), [(10 * MINUTE - SECOND, 1), (10 * MINUTE, 0)])
def test_a_code_works_for_ten_minutes(job, asked, wait, done):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)
    digits = digits_for(client)

    with clock.standing_at(NOON + wait):
        client.post(address, {**fields, "confirm_code": digits})

    assert approvals(job) == done


@pytest.mark.parametrize(("wait", "status"), [(30 * MINUTE - SECOND, 302), (30 * MINUTE, 409)])
def test_a_browser_stays_confirmed_for_half_an_hour(job, asked, wait, status):
    client = through_a_link(job)
    phone_codes.ask(job.order, browser_of(client), language="vi")
    phone_codes.confirm(job.order, browser_of(client), digits_for(client))

    with clock.standing_at(NOON + wait):
        answer = client.post(*asked)

    assert answer.status_code == status


def test_a_code_belongs_to_one_browser_and_one_order(job, asked):
    address, fields = asked
    client, same_link = through_a_link(job), Client()
    other = a_job()
    theirs = through_a_link(other)
    client.post(address, fields)
    same_link.cookies[door.COOKIE] = signing.dumps([browser_of(client).link, "another nonce"], salt=door.SALT)
    same_link.post(address, fields)
    phone_codes.ask(other.order, browser_of(theirs), language="vi")

    answers = [
        same_link.post(address, {**fields, "confirm_code": digits_for(client)}),
        client.post(address, {**fields, "confirm_code": digits_for(theirs)}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert approvals(job) == 0


def test_a_used_code_confirms_nobody_else_and_nothing_later(job, asked):
    address, fields = asked
    client = through_a_link(job)
    client.post(address, fields)
    digits = digits_for(client)
    client.post(address, {**fields, "confirm_code": digits})

    with clock.standing_at(NOON + 30 * MINUTE), pytest.raises(phone_codes.CodeOver):
        phone_codes.confirm(job.order, browser_of(client), digits)


def test_the_partner_who_hands_the_link_over_cannot_approve_by_it(job, asked):
    address, fields = asked
    owner = signed_in(an_owner(job.partner))
    page = owner.post(reverse("orders:hand_over_link", args=[job.pk]), form()).content.decode()
    signed_out = Client()
    signed_out.get(re.search(r"/o/[\w-]{43}/", page)[0])

    answer = signed_out.post(address, fields)

    assert answer.status_code == 409
    assert approvals(job) == 0
    assert Notice.objects.get(level="phone_code").audience == f"order:{job.order_id}"


@pytest.mark.parametrize("phone", ["", "+842439999999", "+8419001234"])
def test_without_a_phone_that_messages_reach_rada_has_to_be_called(job, asked, phone):
    Order.objects.filter(pk=job.order_id).update(customer_phone=phone)

    answer = through_a_link(job).post(*asked)

    assert answer.status_code == 409
    assert "Please call Rada's hotline" in text_of(answer).replace("&#x27;", "'")
    assert "confirm_code" not in text_of(answer)
    assert (approvals(job), codes_sent(job)) == (0, 0)


def test_a_phone_gets_five_codes_an_hour_and_ten_a_day_whatever_the_browser(job, asked):
    def statuses(count):
        return [through_a_link(job).post(*asked).status_code for _browser in range(count)]

    first = statuses(6)
    with clock.standing_at(NOON + HOUR):
        second = statuses(6)
    with clock.standing_at(NOON + 2 * HOUR):
        third = statuses(1)
    with clock.standing_at(NOON + DAY):
        next_day = statuses(1)

    assert (first, second, third, next_day) == ([409] * 5 + [429], [409] * 5 + [429], [429], [409])
    assert codes_sent(job) == 11


def test_nothing_stored_tells_the_code_or_the_browser(job, asked):
    client = through_a_link(job)
    client.post(*asked)

    rows = [*PhoneCode.objects.values(), *Notice.objects.values(), *AccessToken.objects.values()]

    assert digits_for(client) not in str(rows)
    assert browser_of(client).nonce not in str(rows)
    assert "912345678" not in str(rows)


def test_in_a_trial_the_page_shows_the_code_and_in_production_it_never_does(job, asked, settings):
    trial = through_a_link(job)
    shown = text_of(trial.post(*asked))
    digits = digits_for(trial)

    settings.LOCAL, settings.SMS_BACKEND = False, "rada.platform.channels.sms.http"
    in_production = text_of(trial.post(*asked))
    settings.SMS_BACKEND = "rada.platform.channels.sms.log"
    without_a_gateway = text_of(through_a_link(job).post(*asked))

    assert f"the code is {digits}" in shown
    assert digits not in in_production + without_a_gateway
    assert "trial" not in in_production + without_a_gateway
    assert "We cannot send a code" in without_a_gateway


def test_where_messages_really_go_out_a_trial_shows_no_code_either(job, asked, settings):
    settings.SMS_BACKEND = "rada.platform.channels.sms.http"
    client = through_a_link(job)

    page = text_of(client.post(*asked))

    assert digits_for(client) not in page


def test_opening_the_address_of_an_act_sends_no_code(job, asked):
    address, _fields = asked

    answer = through_a_link(job).get(address)

    assert answer.url == order_page(job)
    assert codes_sent(job) == 0


def test_a_form_without_a_key_is_asked_for_no_code(job, asked):
    address, fields = asked
    del fields["idempotency_key"]

    answer = through_a_link(job).post(address, fields)

    assert answer.status_code == 400
    assert codes_sent(job) == 0


def test_a_confirmed_browser_is_nobody_once_its_link_has_ended(job, asked):
    client = through_a_link(job)
    phone_codes.ask(job.order, browser_of(client), language="vi")
    phone_codes.confirm(job.order, browser_of(client), digits_for(client))

    links.revoke_all(job.order)

    assert client.post(*asked).status_code == 404
    assert approvals(job) == 0


def test_the_database_keeps_one_open_code_a_browser_and_five_tries(job):
    browser = phone_codes.Browser(AccessToken.objects.create(
        digest="d", purpose=links.PURPOSE, subject="order:0", created_at=NOON, expires_at=NOON + DAY
    ).pk, "n")  # fmt: skip
    code = phone_codes.ask(job.order, browser, language="vi")

    for broken in ({"tries": 6}, {"confirmed_until": NOON}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PhoneCode.objects.filter(pk=code.pk).update(**broken)
    code.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        code.save(force_insert=True)
