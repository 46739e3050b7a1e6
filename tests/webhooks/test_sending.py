"""Delivering: signed, in order for each thing, again after growing pauses for three days, then given up."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from rada.platform.models import Notice
from rada.platform.webhooks import endpoints, keys, outbox, pauses, posting, receivers, sending
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent, WebhookTry
from rada.web import clock
from tests.desk import an_account
from tests.factories import DAY, HOUR, MINUTE, MONDAY
from tests.webhooks.receiver import LOOPBACK, Receiver, an_endpoint, silent, tell

pytestmark = pytest.mark.django_db
State = WebhookEvent.State


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with Receiver() as running:
        yield running


def sent(at=MONDAY) -> int:
    with clock.standing_at(at):
        return sending.send_waiting()


def states():
    return list(WebhookEvent.objects.order_by("pk").values_list("state", flat=True))


def tried_until_given_up(event: WebhookEvent) -> list:
    """Send at each instant at which the event may be tried; those instants."""
    instants = []
    while event.state == State.WAITING:
        instants.append(event.try_at)
        sent(event.try_at)
        event.refresh_from_db()
    return instants


def test_an_event_arrives_with_what_happened_and_the_public_library_verifies_it(receiver):
    now = clock.now()
    endpoint = an_endpoint(receiver.address("hook"), at=now)
    tell("remind", at=now)

    delivered = sending.send_waiting()

    (got,) = receiver.received
    told = Webhook(keys.secret_of(endpoint.secrets.get())).verify(got.body, got.headers)
    assert delivered == 1
    assert told == {
        "type": "score.changed",
        "timestamp": outbox.instant(now),
        "data": {"partner": 12, "points": 3, "step": "remind", "at": outbox.instant(now)},
    }
    assert got.headers["webhook-id"] == WebhookEvent.objects.get().message_id
    assert got.headers["content-type"] == "application/json"


def test_a_changed_body_or_another_secret_does_not_verify(receiver):
    now = clock.now()
    endpoint, other = (an_endpoint(receiver.address(name), at=now) for name in ("hook", "other"))
    tell("remind", at=now)
    sending.send_waiting()
    got = next(got for got in receiver.received if got.path == "/hook")

    for body, key in ((got.body + b" ", endpoint), (got.body, other)):
        with pytest.raises(WebhookVerificationError):
            Webhook(keys.secret_of(key.secrets.get())).verify(body, got.headers)


def test_an_old_secret_signs_beside_the_new_one_until_its_end(receiver):
    now = clock.now()
    endpoint = an_endpoint(receiver.address("hook"), at=now - HOUR)
    old = endpoint.secrets.get()
    new = keys.renew(endpoint, at=now)
    tell("remind", at=now)
    sending.send_waiting()
    (got,) = receiver.received

    for secret in (old, new):
        Webhook(keys.secret_of(secret)).verify(got.body, got.headers)

    assert [row.pk for row in keys.valid(endpoint, at=now + keys.OVERLAP - MINUTE)] == [new.pk, old.pk]
    assert [row.pk for row in keys.valid(endpoint, at=now + keys.OVERLAP)] == [new.pk]


def test_a_secret_outlives_the_servers_own_as_long_as_that_one_is_kept(receiver, settings):
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    handed_out = keys.secret_of(endpoint.secrets.get())
    was, settings.SECRET_KEY = settings.SECRET_KEY, "the-next-secret-of-the-server"
    for before in ([], ["one-in-between", was]):
        settings.SECRET_KEY_FALLBACKS = before
        tell("remind", at=clock.now())
        sending.send_waiting()
    forgotten, kept = receiver.received

    with pytest.raises(WebhookVerificationError):
        Webhook(handed_out).verify(forgotten.body, forgotten.headers)
    for secret in (handed_out, keys.secret_of(endpoint.secrets.get())):
        Webhook(secret).verify(kept.body, kept.headers)


def test_a_secret_that_leaked_ends_at_once(receiver):
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    root = an_account("root", is_superuser=True)

    with clock.standing_at(MONDAY + HOUR):
        pk = endpoints.renew_secret(endpoint, by=root, at_once=True)

    assert [row.pk for row in keys.valid(endpoint, at=MONDAY + HOUR)] == [pk]


def test_events_of_one_thing_arrive_in_order_and_hold_up_no_other(receiver):
    an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 500
    tell("first", "second", at=MONDAY)
    sent()
    receiver.answers["/hook"] = 200
    tell("third", at=MONDAY)
    tell("of another", partner=13, at=MONDAY)

    sent(MONDAY + pauses.PAUSES[0] / 2)
    held = receiver.abouts("hook")
    sent(MONDAY + MINUTE)

    assert held == ["first", "of another"]
    assert receiver.abouts("hook") == ["first", "of another", "first", "second", "third"]


def test_what_fails_is_tried_after_growing_pauses_for_three_days_then_given_up(receiver):
    an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 500
    tell("first", "second", at=MONDAY)
    first, second = WebhookEvent.objects.order_by("pk")

    instants = tried_until_given_up(first)
    receiver.answers["/hook"] = 200
    sent(instants[-1] + MINUTE)

    waits = [later - earlier for earlier, later in pairwise(instants)]
    ids = [got.headers["webhook-id"] for got in receiver.received]
    assert len(instants) == pauses.MOST_TRIES
    for waited, pause in zip(waits, pauses.PAUSES, strict=True):
        assert pause * (1 - pauses.JITTER) <= waited <= pause * (1 + pauses.JITTER)
    assert ids == [first.message_id] * pauses.MOST_TRIES + [second.message_id] * 2
    assert states() == [State.GIVEN_UP, State.DELIVERED]


def test_the_pauses_are_three_days_in_all():
    assert timedelta(days=2, hours=23) <= sum(pauses.PAUSES, timedelta()) <= timedelta(days=3)


def test_not_an_instant_too_early(receiver):
    an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 500
    tell("first", at=MONDAY)
    sent()
    due = WebhookEvent.objects.get().try_at

    sent(due - timedelta(microseconds=1))
    early = len(receiver.received)
    sent(due)

    assert (early, len(receiver.received)) == (1, 2)


def test_every_try_is_kept_and_nothing_that_the_receiver_wrote(receiver):
    an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 307
    tell("first", at=MONDAY)
    sent()
    receiver.answers["/hook"] = 200

    sent(MONDAY + MINUTE)

    assert list(WebhookTry.objects.values_list("tried_at", "status", "words")) == [
        (MONDAY, 307, ""),
        (MONDAY + MINUTE, 200, ""),
    ]


def test_a_name_that_leads_inside_is_a_failed_try_and_nothing_is_connected_to(receiver, settings):
    an_endpoint(receiver.address("hook").replace("127.0.0.1", "localhost"), at=MONDAY)
    settings.WEBHOOK_ALLOWED_NETWORKS = []
    tell("first", at=MONDAY)

    delivered = sent()

    assert (delivered, receiver.received) == (0, [])
    assert WebhookTry.objects.get().words == "refused: not a public https address"
    assert states() == [State.WAITING]


def test_a_slow_receiver_holds_up_no_other(receiver, monkeypatch):
    monkeypatch.setattr(posting, "LIMIT_SECONDS", 0.5)
    for name in ("slow", "quick"):
        an_endpoint(receiver.address(name), at=MONDAY)
    receiver.answers["/slow"] = silent
    for partner in range(20):
        tell(f"{partner}", partner=partner, at=MONDAY)

    delivered = sent()

    assert delivered == 20
    assert len(receiver.abouts("quick")) == 20


def test_a_sender_that_was_killed_leaves_its_event_to_the_next_with_the_same_id(receiver, monkeypatch):
    an_endpoint(receiver.address("hook"), at=MONDAY)
    tell("first", at=MONDAY)
    with monkeypatch.context() as dying:
        dying.setattr(sending, "_note", killed)
        with pytest.raises(KeyboardInterrupt):
            sent()

    at_once, later = sent(), sent(MONDAY + sending.LEASE)

    ids = {got.headers["webhook-id"] for got in receiver.received}
    assert (at_once, later, len(receiver.received), len(ids)) == (0, 1, 2, 1)


def killed(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


def test_an_endpoint_is_marked_when_something_was_given_up_and_well_again_after_a_success(receiver):
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 500
    tell("first", at=MONDAY)
    instants = tried_until_given_up(WebhookEvent.objects.get())
    endpoint.refresh_from_db()
    marked = endpoint.state, endpoint.failing_since
    receiver.answers["/hook"] = 200
    tell("second", at=instants[-1])

    sent(instants[-1])

    endpoint.refresh_from_db()
    assert marked == ("failing", MONDAY)
    assert (endpoint.state, endpoint.failing_since) == ("on", None)
    assert not Notice.objects.filter(level=receivers.LEVEL).exists()


def test_one_that_has_failed_for_too_long_is_switched_off_and_its_keepers_are_told(receiver):
    keeper = an_account("keeper", role="administrator")
    an_account("triage", role="triage")
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 500
    for day in (0, 3):
        tell(f"{day}", at=MONDAY + day * DAY)
    for event in WebhookEvent.objects.order_by("pk"):
        tried_until_given_up(event)

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_reason) == ("off", "failing")
    told = Notice.objects.filter(level=receivers.LEVEL)
    assert [(each.audience, each.facts) for each in told] == [
        (f"staff:{keeper.pk}", {"endpoint": endpoint.pk, "host": "127.0.0.1"})
    ]


def test_one_that_answers_410_is_gone_and_what_waits_is_given_up(receiver):
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    receiver.answers["/hook"] = 410
    tell("first", "second", at=MONDAY)

    sent()
    tell("third", at=MONDAY)

    endpoint.refresh_from_db()
    assert (endpoint.state, endpoint.off_reason) == ("off", WebhookEndpoint.OffReason.GONE)
    assert states() == [State.GIVEN_UP, State.GIVEN_UP]
    assert len(receiver.received) == 1


def test_an_event_is_sent_again_with_its_id(receiver):
    an_endpoint(receiver.address("hook"), at=MONDAY)
    root = an_account("root", is_superuser=True)
    tell("first", at=MONDAY)
    sent()
    event = WebhookEvent.objects.get()

    with clock.standing_at(MONDAY + HOUR):
        endpoints.send_again(event, by=root)
    sent(MONDAY + HOUR)

    assert [got.headers["webhook-id"] for got in receiver.received] == [event.message_id] * 2
    assert event.tries.count() == 2


def test_what_is_on_its_way_or_goes_to_an_endpoint_that_is_off_is_not_sent_again(receiver):
    endpoint = an_endpoint(receiver.address("hook"), at=MONDAY)
    root = an_account("root", is_superuser=True)
    tell("first", at=MONDAY)
    event = WebhookEvent.objects.get()

    with pytest.raises(endpoints.StillWaits):
        endpoints.send_again(event, by=root)
    endpoints.switch_off(endpoint, by=root)
    for act in (lambda: endpoints.send_again(event, by=root), lambda: endpoints.ping(endpoint, by=root)):
        with pytest.raises(endpoints.SwitchedOff):
            act()

    endpoints.switch_on(endpoint, by=root)
    endpoints.send_again(event, by=root)
    assert states() == [State.WAITING]


def test_a_ping_waits_for_nothing_and_asks_for_no_kind(receiver):
    endpoint = an_endpoint(receiver.address("hook"), kinds=(), at=MONDAY)
    root = an_account("root", is_superuser=True)

    with clock.standing_at(MONDAY):
        endpoints.ping(endpoint, by=root)
    sent()

    (got,) = receiver.received
    assert (got.told["type"], got.told["data"]) == ("ping", {"endpoint": endpoint.pk})
