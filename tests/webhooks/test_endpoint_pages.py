"""The pages of webhooks: a secret is shown once, a refused form keeps what was typed, every act is in the journal."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from rada.desk.models import JournalEntry
from rada.platform.webhooks import endpoints, keys
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent
from rada.web import clock
from tests.desk import an_account, signed_in
from tests.factories import MONDAY, a_partner
from tests.portal import form
from tests.webhooks.receiver import an_endpoint, tell

pytestmark = pytest.mark.django_db
URL = "https://hooks.partner.example/rada?of=rada"
ADD = "admin:platform_webhookendpoint_add"
SHOWN = re.compile(r"whsec_[A-Za-z0-9+/=]+")


@pytest.fixture
def keeper():
    return an_account("keeper", role="administrator")


@pytest.fixture
def browser(keeper):
    return signed_in(keeper)


def page(name: str, *args) -> str:
    return reverse(f"admin:platform_{name}", args=args)


def shown_in(answer) -> list[str]:
    return SHOWN.findall(answer.content.decode())


def acts() -> list[str]:
    return sorted(entry.change_message.split('"')[3] for entry in JournalEntry.objects.all())


def test_an_endpoint_is_added_with_a_secret_that_is_shown_this_once(browser):
    partner = a_partner()
    sent = form(url=URL, description="Kho", partner=partner.pk, kinds=["order.accepted", "breach.found"])

    first, again = (browser.post(reverse(ADD), sent) for _time in range(2))
    (endpoint,) = WebhookEndpoint.objects.all()
    later = browser.get(page("webhookendpoint_change", endpoint.pk))

    secret = keys.secret_of(endpoint.secrets.get())
    assert (endpoint.url, endpoint.audience) == (URL, f"partner:{partner.pk}")
    assert endpoint.kinds == ["order.accepted", "breach.found"]
    assert (shown_in(first), shown_in(again), shown_in(later)) == ([secret], [secret], [])
    assert acts() == ["add"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"url": "http://hooks.partner.example/"}, "must begin with https://"),
        ({"url": "https://10.0.0.7/"}, "public internet"),
        ({"url": "https://localhost:8000/"}, "port"),
        ({"url": "https://localhost/"}, "own address"),
        ({"url": "https://user:password@partner.example/"}, "no user name"),
        ({"url": "https://bạn.example/"}, "xn--"),
        ({"kinds": []}, "at least one kind"),
        ({"kinds": ["order.guessed"]}, "valid choice"),
    ],
)
def test_a_refused_form_says_why_and_keeps_what_was_typed(browser, changed, said):
    sent = {"url": URL, "description": "Kho lạnh", "partner": "", "kinds": ["order.accepted"], **changed}

    answer = browser.post(reverse(ADD), form(**sent))

    text = answer.content.decode()
    assert said in text
    assert "Kho lạnh" in text
    assert not WebhookEndpoint.objects.exists()


def test_what_was_added_can_be_changed_and_the_journal_tells_what(browser):
    endpoint = an_endpoint(URL, at=MONDAY)
    sent = form(url="https://other.example/", description="", partner="", kinds=["score.changed"])

    browser.post(page("webhookendpoint_change", endpoint.pk), sent)

    endpoint.refresh_from_db()
    assert endpoint.url == "https://other.example/"
    assert acts() == ["change"]
    assert URL in JournalEntry.objects.get().change_message


def test_a_new_secret_is_shown_this_once_and_the_old_one_goes_on_for_a_day(browser):
    endpoint = an_endpoint(URL, at=MONDAY)
    old = endpoint.secrets.get()
    asked = browser.get(page("webhookendpoint_secret", endpoint.pk))

    made = browser.post(page("webhookendpoint_secret", endpoint.pk), form())

    new, still = keys.valid(endpoint, at=clock.now())
    assert shown_in(asked) == []
    assert (shown_in(made), still.pk) == ([keys.secret_of(new)], old.pk)
    assert keys.secret_of(new) != keys.secret_of(old)
    assert acts() == ["secret"]
    assert "whsec" not in str(list(JournalEntry.objects.values()))


def test_it_is_tested_and_switched_off_and_on(browser):
    endpoint = an_endpoint(URL, at=MONDAY)
    tell("first", at=MONDAY)

    for act in ("ping", "off", "on"):
        browser.post(page("webhookendpoint_act", endpoint.pk, act), form())

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_reason) == ("on", "")
    assert set(WebhookEvent.objects.values_list("kind", "state")) == {
        ("score.changed", "given_up"),
        ("ping", "given_up"),
    }
    assert acts() == ["act", "act", "act"]


def test_a_test_of_one_that_is_off_is_refused_with_a_sentence(browser, keeper):
    endpoint = an_endpoint(URL, at=MONDAY)
    endpoints.switch_off(endpoint, by=keeper)

    answer = browser.post(page("webhookendpoint_act", endpoint.pk, "ping"), form(), follow=True)

    assert "Switch it on first" in answer.content.decode()
    assert not WebhookEvent.objects.exists()


def test_an_event_is_read_with_its_body_and_tries_and_sent_again_once_for_each_press(browser):
    endpoint = an_endpoint(URL, at=MONDAY)
    tell("first", at=MONDAY)
    event = endpoint.events.get()
    event.tries.create(tried_at=MONDAY, status=500)
    endpoint.events.update(state="given_up", attempts=11, finished_at=MONDAY)
    read = browser.get(page("webhookevent_change", event.pk)).content.decode()
    sent = form()

    answers = [browser.post(page("webhookevent_send_again", event.pk), sent, follow=True) for _time in range(2)]

    event.refresh_from_db()
    assert "&quot;type&quot;: &quot;score.changed&quot;" in read
    assert (event.state, event.attempts) == ("waiting", 0)
    assert [answer.status_code for answer in answers] == [200, 200]
    assert acts() == ["send_again"]


def test_lists_cost_the_same_for_one_row_and_for_many(browser, django_assert_max_num_queries):
    for number in range(20):
        an_endpoint(f"https://{number}.example/", audience=f"partner:{a_partner().pk}", at=MONDAY)
    tell("first", at=MONDAY)

    for name in ("webhookendpoint_changelist", "webhookevent_changelist"):
        with django_assert_max_num_queries(12):
            assert browser.get(page(name)).status_code == 200


@pytest.mark.parametrize(
    "act",
    [
        lambda it, by: endpoints.add(by=by, url=URL, event_kinds=[]),
        lambda it, by: endpoints.change(it, by=by, url=URL, event_kinds=[]),
        lambda it, by: endpoints.renew_secret(it, by=by),
        lambda it, by: endpoints.ping(it, by=by),
        lambda it, by: endpoints.switch_off(it, by=by),
        lambda it, by: endpoints.switch_on(it, by=by),
        lambda it, by: endpoints.send_again(it.events.first(), by=by),
    ],
)
def test_services_ask_again_who_may(act):
    endpoint = an_endpoint(URL, at=MONDAY)
    tell("first", at=MONDAY)

    with pytest.raises(PermissionDenied):
        act(endpoint, an_account("lead", role="quality lead"))
