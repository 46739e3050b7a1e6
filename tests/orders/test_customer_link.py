"""A customer's private link: it opens one order, answers one quote at a time, and nothing happens by opening it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from orders.models import EventKind, Quote
from orders.services import links, quotes, visits
from orders.views.customer import door
from rada.platform.models import AccessToken, IdempotencyKey
from rada.web import clock
from tests.factories import DAY, MINUTE, a_technician, an_offer, an_order, an_owner, the_customer
from tests.orders.quoting import (
    NOON,
    a_job,
    answer_address,
    at_the_phone,
    line,
    order_page,
    part,
    quoted,
    through_a_link,
)
from tests.portal import form, named, signed_in

pytestmark = pytest.mark.django_db
DEAD = "This link does not open anything"


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def job():
    return named(a_job(), "Canary Hà")


def text_of(answer):
    return answer.content.decode().replace("\u00a0", " ")


def answers(*words, digest, **fields):
    """The customer's form: a word for each line."""
    return form(digest=digest, **{f"line_{n}": word for n, word in enumerate(words)}, **fields)


def kinds(job):
    return list(job.events.order_by("position").values_list("kind", flat=True))


def test_a_link_is_swapped_for_a_cookie_of_that_order_alone_and_a_clean_address(job):
    answer = Client().get(reverse("orders:customer_door", args=[links.issue(job.order)]))

    cookie = answer.cookies[door.COOKIE]
    assert (answer.status_code, answer.url) == (302, order_page(job))
    assert (cookie["path"], bool(cookie["httponly"]), cookie["samesite"]) == (order_page(job), True, "Lax")
    assert answer["Referrer-Policy"] == "no-referrer"


def test_the_page_shows_who_comes_and_the_quote_and_is_kept_by_nobody(job):
    quoted(job)

    answer = through_a_link(job).get(order_page(job))

    assert all(word in text_of(answer) for word in ("Mr/Ms Hà", job.partner.name, "Tụ khởi động", "430.000 ₫"))
    assert (answer["Cache-Control"], answer["X-Robots-Tag"]) == ("no-store", "noindex, nofollow")


def test_opening_a_link_again_and_again_does_nothing(job):
    quoted(job)
    before = kinds(job)
    token = links.issue(job.order)

    for method in ("get", "head", "get"):
        getattr(Client(), method)(reverse("orders:customer_door", args=[token]))
    client = through_a_link(job)
    client.get(answer_address(job, job.quotes.get()))

    assert kinds(job) == before
    assert job.quotes.get().status == Quote.Status.WAITING


def flipped(token):
    return token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]


def test_wrong_flipped_revoked_and_expired_links_are_one_neutral_page(job):
    client = Client()
    client.cookies["django_language"] = "en"
    good, revoked, expired = links.issue(job.order), links.issue(job.order), links.issue(job.order)
    _good, second, third = AccessToken.objects.order_by("pk").values_list("pk", flat=True)
    AccessToken.objects.filter(pk=second).update(revoked_at=NOON)
    AccessToken.objects.filter(pk=third).update(expires_at=NOON - MINUTE)
    tried = ["x", "%00", good[:-1], flipped(good), revoked, expired, good + "A"]

    pages = [client.get(f"/o/{token}/") for token in tried]

    assert {page.status_code for page in pages} == {404}
    assert all(DEAD in text_of(page) and "Canary" not in text_of(page) for page in pages)
    assert client.get(f"/o/{good}/").status_code == 302


def test_a_cookie_dies_with_its_link(job):
    client = through_a_link(job)
    alive = client.get(order_page(job)).status_code

    links.revoke_all(job.order)
    dead = client.get(order_page(job))

    assert (alive, dead.status_code) == (200, 404)
    assert DEAD in text_of(dead)


@pytest.mark.parametrize("days", [31, 181])
def test_a_cookie_does_not_outlive_its_month_nor_its_link(job, days, monkeypatch):
    client = through_a_link(job)
    later = time.time() + days * 86_400

    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with clock.standing_at(NOON + timedelta(days=days)):
        answer = client.get(order_page(job))

    assert answer.status_code == 404


def forged(value):
    client = Client()
    client.cookies[door.COOKIE] = value
    return client


def test_anothers_cookie_a_made_up_one_and_a_staff_account_find_nothing(job):
    other = named(a_job(), "Other")
    version = quoted(job)
    theirs = through_a_link(other).cookies[door.COOKIE].value
    link = AccessToken.objects.latest("pk").pk
    tried = [
        *map(forged, [theirs, "", "x:y:z", signing.dumps(link)]),
        *(forged(signing.dumps(no_link, salt=door.SALT)) for no_link in ("1", True)),
        signed_in(an_owner(job.partner)),
        Client(),
    ]

    for client in tried:
        for address in (order_page(job), answer_address(job, version)):
            found, sent = client.get(address), client.post(address, form(answer="all", digest=version.digest))
            assert (found.status_code, sent.status_code) == (404, 404)
            assert "Canary" not in text_of(found) + text_of(sent)

    assert EventKind.QUOTE_APPROVED not in kinds(job)


def test_a_customer_reaches_no_version_of_another_order_under_their_own(job):
    other = a_job()
    foreign = quoted(other)

    answer = at_the_phone(job).post(answer_address(job, foreign), form(answer="all", digest=foreign.digest))

    assert answer.status_code == 404
    assert EventKind.QUOTE_APPROVED not in kinds(other)


def test_agreeing_to_everything_approves_this_version_and_says_what_follows(job):
    version, client = quoted(job), at_the_phone(job)
    shown = text_of(client.get(order_page(job)))

    page = text_of(client.post(answer_address(job, version), form(answer="all", digest=version.digest), follow=True))

    assert "the amount on the receipt may not come to more than 430.000 ₫" in shown
    assert "You approved the quote of 430.000 ₫." in page
    assert "What you approved" in page
    assert kinds(job)[-1] == EventKind.QUOTE_APPROVED


def test_agreeing_to_each_line_approves_too(job):
    version = quoted(job)

    at_the_phone(job).post(answer_address(job, version), answers("yes", "yes", digest=version.digest))

    assert kinds(job)[-1] == EventKind.QUOTE_APPROVED


def test_refusing_one_line_approves_nothing_and_asks_for_a_new_quote(job):
    version = quoted(job)
    sent = answers("yes", "no", digest=version.digest, text="Chị có tụ rồi")

    page = text_of(at_the_phone(job).post(answer_address(job, version), sent, follow=True))

    assert kinds(job)[-1] == EventKind.QUOTE_REJECTED
    assert "You asked for changes to the quote" in page
    assert "Chị có tụ rồi" in page


@pytest.mark.parametrize(
    ("words", "fields", "said"),
    [
        (["yes"], {}, "Say whether you agree to this line."),
        (["yes", "maybe"], {}, "maybe"),
        (["yes", "no"], {"text": "x" * 1001}, "at most 1000 characters"),
        (["yes", "no"], {"text": "a\x00"}, "cannot be stored"),
    ],
)
def test_an_answer_that_is_not_whole_comes_back_as_it_was_typed(job, words, fields, said):
    version = quoted(job)

    answer = at_the_phone(job).post(answer_address(job, version), answers(*words, digest=version.digest, **fields))

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert text_of(answer).count("checked") == len(set(words) & {"yes", "no"})
    assert kinds(job)[-1] == EventKind.QUOTED


@pytest.mark.parametrize("sent", [{"answer": "all"}, {"line_0": "yes", "line_1": "no"}, {}])
def test_an_outdated_version_is_not_answered_and_the_new_one_stands_there(job, sent):
    old, client = quoted(job), at_the_phone(job)
    quoted(job, line("1", 200_000, name="Vệ sinh máy lạnh"), at=NOON + MINUTE)

    with clock.standing_at(NOON + 2 * MINUTE):
        answer = client.post(answer_address(job, old), form(digest=old.digest, **sent))

    assert answer.status_code == 409
    assert "This quote has changed since you opened it." in text_of(answer)
    assert "Last time: 430.000 ₫." in text_of(answer)
    assert "No longer in the quote:" in text_of(answer)
    assert {EventKind.QUOTE_APPROVED, EventKind.QUOTE_REJECTED}.isdisjoint(kinds(job))


def test_pressing_twice_answers_once_under_the_orders_own_name(job):
    version, client = quoted(job), at_the_phone(job)
    fields = form(answer="all", digest=version.digest)

    sent = [client.post(answer_address(job, version), fields).status_code for _press in range(2)]

    assert sent == [302, 302]
    assert kinds(job).count(EventKind.QUOTE_APPROVED) == 1
    assert IdempotencyKey.objects.filter(scope=f"order:{job.order_id}").count() == 1


def test_whoever_is_signed_in_at_rada_cannot_answer_in_the_customers_place(job):
    version, client = quoted(job), signed_in(an_owner(job.partner))
    client.get(reverse("orders:customer_door", args=[links.issue(job.order)]))

    shown = client.get(order_page(job))
    answer = client.post(answer_address(job, version), form(answer="all", digest=version.digest))

    assert (shown.status_code, answer.status_code) == (200, 409)
    assert "Only the customer can do this." in text_of(answer)
    assert kinds(job)[-1] == EventKind.QUOTED


def test_a_form_without_a_key_is_none_of_ours(job):
    version = quoted(job)

    answer = at_the_phone(job).post(answer_address(job, version), {"answer": "all", "digest": version.digest})

    assert answer.status_code == 400
    assert kinds(job)[-1] == EventKind.QUOTED


def test_after_the_end_the_quote_cannot_be_answered_and_the_approved_one_stays(job):
    first = quoted(job)
    quotes.approve(first, by=the_customer(job.order), digest=first.digest)
    later = quoted(job, line("1", 250_000), part(price=170_000), at=NOON + MINUTE)

    with clock.standing_at(NOON + 2 * MINUTE):
        visits.arrive(job, by=an_owner(job.partner))
        visits.complete(job, by=an_owner(job.partner))
        page = text_of(through_a_link(job).get(order_page(job)))
        answer = at_the_phone(job).post(answer_address(job, later), form(answer="all", digest=later.digest))

    assert "What you approved" in page
    assert "A new quote to approve" not in page
    assert answer.status_code == 409


def test_an_order_without_a_company_has_a_page_too():
    offer = an_offer(an_order())
    client = through_a_link(offer)

    assert "Rada asked 1 partner who serves your ward." in text_of(client.get(order_page(offer)))


# the partner hands the link over


def link_address(job):
    return reverse("orders:hand_over_link", args=[job.pk])


def test_the_partner_gets_a_link_once_with_words_for_the_customer_in_vietnamese(job, settings):
    settings.SITE_URL = "https://rada.example"
    client = signed_in(an_owner(job.partner))

    asked, page = text_of(client.get(link_address(job))), text_of(client.post(link_address(job), form()))

    address = page.split("https://rada.example")[1].split("<")[0].strip()
    assert "https://rada.example" not in asked
    assert "Chào Anh/Chị Hà" in page
    assert "sms:+84912345678?body=" in page
    assert Client().get(address).url == order_page(job)


def test_pressing_twice_shows_the_same_link_and_nothing_stored_tells_it(job):
    client, fields = signed_in(an_owner(job.partner)), form()

    first, second = (text_of(client.post(link_address(job), fields)) for _press in range(2))

    token = first.split("/o/")[1].split("/")[0]
    assert f"/o/{token}/" in second
    assert AccessToken.objects.count() == 1
    assert token not in str(list(AccessToken.objects.values())) + str(list(IdempotencyKey.objects.values()))


def test_no_link_before_the_acceptance_nor_long_after_the_end(job):
    offer = an_offer(an_order(at=NOON), a_job().partner, at=NOON)
    visits.cancel(job, by=an_owner(job.partner), reason="cannot_come")

    early = signed_in(an_owner(offer.partner)).post(link_address(offer), form())
    with clock.standing_at(NOON + 8 * DAY):
        late = signed_in(an_owner(job.partner)).post(link_address(job), form())

    assert (early.status_code, late.status_code) == (409, 409)
    assert not AccessToken.objects.exists()


def test_a_technician_of_another_job_makes_no_link(job):
    idle = signed_in(a_technician(job.partner))

    assert idle.post(link_address(job), form()).status_code == 404
    assert not AccessToken.objects.exists()
