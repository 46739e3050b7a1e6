"""A link that opens nothing says so in one way, whatever is wrong with it; and looking at a link stores nothing."""

from __future__ import annotations

import string
from random import Random

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from orders.services import links
from orders.views.customer import door
from partners.services import invitations
from rada.platform import access_tokens
from rada.platform.models import AccessToken
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, an_owner
from tests.orders.quoting import NOON, a_job, order_page, quoted
from tests.orders.through_links import cookie_of, headers_of, private_pages, signed, with_cookie
from tests.portal import form, named
from tests.rows import stored

pytestmark = pytest.mark.django_db
LOOKS = ({}, {"HTTP_SEC_PURPOSE": "prefetch"}, {"HTTP_PURPOSE": "prefetch"}, {"HTTP_USER_AGENT": "MailScanner/1.0"})


@pytest.fixture(autouse=True)
def at_noon():
    with clock.standing_at(NOON):
        yield


@pytest.fixture
def job():
    return named(a_job(), "Canary Hà")


def door_of(token):
    return reverse("orders:customer_door", args=[token])


def dead_tokens(job):
    """A token for everything that can be wrong with one, by what is wrong."""
    told = {name: links.issue(job.order) for name in ("expired", "revoked", "cut off")}
    _ended(told["expired"], expires_at=NOON - MINUTE)
    _ended(told["revoked"], revoked_at=NOON)
    told["cut off"] = told["cut off"][:-1]
    told["never made"] = "A" * 43
    told["made for something else"] = invitations.invite(
        full_name="An", phone="+84950000123", role="technician", by=an_owner(job.partner)
    ).token
    told["a count of tries"] = access_tokens.issue("password_asked", "name:x", valid_for=HOUR)
    return told


def _ended(token, **changes):
    AccessToken.objects.filter(digest=access_tokens.digest_of(token)).update(**changes)


def dead_cookies(job):
    """A cookie for everything that can be wrong with one, by what is wrong."""
    told = {"none": "", "made up": "x:y:z", "another order's": cookie_of(a_job())}
    for name, changes in {"revoked": {"revoked_at": NOON}, "expired": {"expires_at": NOON - MINUTE}}.items():
        told[name] = cookie_of(job)
        AccessToken.objects.filter(pk=AccessToken.objects.latest("pk").pk).update(**changes)
    good = cookie_of(job)
    link = AccessToken.objects.latest("pk").pk
    told |= {"flipped": good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1], "cut off": good[:-5]}
    told |= {
        f"signed {what}": signed(what) for what in (link, [link], [str(link), "n"], [True, "n"], [10**30, "n"], {})
    }
    return told | {"signed for something else": signed([link, "n"], salt="other")}


def face(answer):
    """All that a browser gets, but for the id of its own request."""
    return (answer.status_code, headers_of(answer), answer.content, sorted(answer.cookies))


def test_every_dead_link_and_cookie_gets_one_page_to_the_byte_with_the_same_headers(job):
    doors = {what: face(with_cookie("").get(door_of(token))) for what, token in dead_tokens(job).items()}
    pages = {
        (name, what): face(with_cookie(cookie).get(address))
        for what, cookie in dead_cookies(job).items()
        for name, address in private_pages(job).items()
    }

    faces = [*doors.values(), *pages.values()]
    status, headers, content, cookies = faces[0]
    assert len(pages) >= 5 * 10
    assert {what: seen for what, seen in {**doors, **pages}.items() if seen != faces[0]} == {}
    assert (status, cookies) == (404, [])
    assert ("Referrer-Policy", "no-referrer") in headers
    assert ("Cache-Control", "no-store") in headers
    assert all(word not in content.decode() for word in ("Canary", job.order.code, job.partner.name, "csrf"))


def test_what_is_sent_to_a_dead_page_does_nothing_and_gets_the_same_page(job):
    version = quoted(job)
    cookies = dead_cookies(job)
    seen = face(with_cookie("").get(order_page(job)))
    before = stored()

    answers = [
        face(with_cookie(cookie).post(address, form(answer="all", digest=version.digest)))
        for cookie in cookies.values()
        for address in private_pages(job).values()
    ]

    assert [answer for answer in answers if answer != seen] == []
    assert stored() == before


@pytest.mark.parametrize("look", LOOKS)
def test_a_scanner_that_looks_at_links_stores_nothing_at_all(job, look):
    quoted(job)
    tokens = [links.issue(job.order), *dead_tokens(job).values()]
    tokens.remove("A" * 43)
    before = stored()

    statuses = {
        getattr(Client(), method)(door_of(token), **look).status_code for token in tokens for method in ("get", "head")
    }

    assert statuses == {302, 404}
    assert stored() == before


def test_a_scanner_that_follows_the_link_and_keeps_the_cookie_stores_nothing_either(job):
    quoted(job)
    token, client = links.issue(job.order), Client()
    before = stored()

    client.get(door_of(token), follow=True)
    for address in private_pages(job).values():
        client.get(address)
        client.head(address)

    assert stored() == before


def test_a_link_was_used_when_something_was_done_through_it(job):
    client = Client()
    client.get(door_of(links.issue(job.order)))
    looked_at = AccessToken.objects.get().last_used_at

    client.post(reverse("orders:customer_forget", args=[job.order.code]), form())

    assert (looked_at, AccessToken.objects.get().last_used_at) == (None, NOON)


def mutations(token, chance):
    """A thousand tokens that are nearly this one: bits, case, letters changed or swapped, shorter, longer."""
    letters = string.ascii_letters + string.digits + "-_"
    made = set()
    while len(made) < 1000:
        at = chance.randrange(len(token))
        made.add(
            chance.choice(
                [
                    token[:at] + chr(ord(token[at]) ^ (1 << chance.randrange(7))) + token[at + 1 :],
                    token[:at] + token[at].swapcase() + token[at + 1 :],
                    token[:at] + chance.choice(letters) + token[at + 1 :],
                    token[: at + 1][:-1] + token[at + 1 :] + token[at],
                    token[:at],
                    token + chance.choice(letters + "=.%/ "),
                    token[at:] + token[:at],
                    chance.choice(letters) + token,
                ]
            )
        )
        made -= {token, ""}
    return sorted(made)


@pytest.fixture
def short_page(monkeypatch):
    """The dead page's status without its words, which other tests read: a thousand of them take a while to write."""
    monkeypatch.setattr(door, "dead_link", lambda request, status=404: HttpResponse(status=status))


def test_of_a_thousand_tokens_that_are_nearly_right_none_opens(job):
    token = links.issue(job.order)

    found = {links.opened(each) for each in mutations(token, Random(7))}

    assert found == {None}
    assert links.order_behind(token) == job.order


def test_of_a_thousand_cookies_that_are_nearly_right_none_opens(job, short_page):
    cookie = cookie_of(job)
    page = door.for_customer(lambda request: HttpResponse())

    def status_with(value):
        request = RequestFactory().get(order_page(job))
        request.COOKIES[door.COOKIE] = value
        return page(request, code=job.order.code).status_code

    found = {status_with(each) for each in mutations(cookie, Random(11))}

    assert found == {404}
    assert status_with(cookie) == 200


def test_nearly_right_tokens_and_cookies_break_no_page(job):
    token, cookie = links.issue(job.order), cookie_of(job)
    spelt = ["".join(f"%{ord(letter):02x}" for letter in each) for each in mutations(token, Random(3))[::25]]

    statuses = {Client().get(f"/o/{each}/").status_code for each in spelt}
    statuses |= {with_cookie(each).get(order_page(job)).status_code for each in mutations(cookie, Random(5))[::25]}

    assert statuses == {404}


def test_guessing_from_one_address_is_slowed_down_while_good_links_open_there(job, monkeypatch):
    monkeypatch.setattr(links, "MOST_GUESSES", 3)
    good, old = links.issue(job.order), dead_tokens(job)["expired"]
    guesses = [door_of(letter * 43) for letter in "BCDEF"]

    here = [Client().get(guess, REMOTE_ADDR="203.0.113.9") for guess in guesses]
    elsewhere = Client().get(guesses[0], REMOTE_ADDR="203.0.113.10")

    assert [answer.status_code for answer in here] == [404, 404, 404, 429, 429]
    assert here[-1].content == here[0].content
    assert here[-1]["Retry-After"] == "3600"
    assert elsewhere.status_code == 404
    assert Client().get(door_of(old), REMOTE_ADDR="203.0.113.9").status_code == 429
    assert Client().get(door_of(good), REMOTE_ADDR="203.0.113.9").status_code == 302


def test_the_limit_of_guesses_is_lifted_after_an_hour_and_names_nobody(job, monkeypatch):
    monkeypatch.setattr(links, "MOST_GUESSES", 1)
    guesses = [door_of(letter * 43) for letter in "BCD"]
    early = [Client().get(guess, REMOTE_ADDR="203.0.113.9").status_code for guess in guesses[:2]]

    with clock.standing_at(NOON + HOUR):
        late = Client().get(guesses[2], REMOTE_ADDR="203.0.113.9").status_code

    assert (early, late) == ([404, 429], 404)
    assert not AccessToken.objects.filter(subject__contains="203.0.113").exists()


def test_several_orders_are_open_in_one_browser_side_by_side(job):
    other, client = named(a_job(), "Canary Other"), Client()
    for each in (job, other):
        client.get(door_of(links.issue(each.order)))
        assert client.cookies[door.COOKIE]["path"] == order_page(each)

    assert cookie_of(job) != cookie_of(other)


def test_links_do_not_stand_in_the_log_of_the_project(job, caplog):
    token = links.issue(job.order)

    with caplog.at_level("DEBUG"):
        for each in (token, token[:-1], "A" * 43):
            Client().get(door_of(each), follow=True)
        with clock.standing_at(NOON + 181 * DAY):
            Client().get(door_of(token))

    assert token[:-1] not in caplog.text
    assert "A" * 43 not in caplog.text
