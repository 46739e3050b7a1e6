"""Several senders at once: each event is sent once for each try."""

from __future__ import annotations

import pytest

from rada.platform.webhooks import sending
from rada.platform.webhooks.models import WebhookEvent
from rada.web import clock
from tests.faults.racing import race
from tests.webhooks.receiver import LOOPBACK, Receiver, an_endpoint, tell

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def test_three_senders_at_once_send_each_event_once_and_in_order(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    now = clock.now()
    with Receiver() as receiver:
        for name in ("one", "two"):
            an_endpoint(receiver.address(name), at=now)
        for partner in range(4):
            tell(*(f"{partner}.{turn}" for turn in range(4)), partner=partner, at=now)

        outcomes = race(*[sending.send_waiting] * 3)
        sending.send_waiting()

    assert [outcome.error for outcome in outcomes] == [None] * 3
    assert set(WebhookEvent.objects.values_list("state", "attempts")) == {("delivered", 1)}
    for name in ("one", "two"):
        arrived = receiver.abouts(name)
        assert len(arrived) == len(set(arrived)) == 16
        for partner in range(4):
            of_partner = [step for step in arrived if step.startswith(f"{partner}.")]
            assert of_partner == sorted(of_partner)
