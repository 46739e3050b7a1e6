"""A program that is told by webhooks while whoever tells it is killed (19): each event arrives, repeats by their id."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from partners.models import Partner
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent
from rada.web import clock
from tests.faults.quiet import wait_for
from tests.webhooks.receiver import Receiver, an_endpoint

KINDS = ("order.offered", "breach.found")


@dataclass
class Listener:
    """What arrived at an endpoint, beside what its outbox holds."""

    receiver: Receiver
    endpoint: WebhookEndpoint

    @property
    def load(self) -> str:
        """How many events there were."""
        return f"{self.events.count()} events, {len(self.receiver.received)} arrivals"

    @property
    def events(self):
        """The outbox."""
        return WebhookEvent.objects.filter(endpoint=self.endpoint)

    def wrongs(self) -> list[str]:
        """Wait until nothing waits; what is wrong then.

        A sender that was killed holds its event for a minute; its end is brought forward, as time would.
        """
        self.waiting.update(try_at=clock.now())
        wait_for(lambda: not self.waiting.exists(), 30)
        found = [f"{self.waiting.count()} still wait"] if self.waiting.exists() else []
        arrived = {got.headers["webhook-id"] for got in self.receiver.received}
        written = set(self.events.values_list("message_id", flat=True))
        found += [f"{len(written - arrived)} never arrived"] if written - arrived else []
        return found + ([f"{len(arrived - written)} arrived that nobody wrote"] if arrived - written else [])

    @property
    def waiting(self):
        """What is on its way."""
        return self.events.filter(state=WebhookEvent.State.WAITING)


@contextmanager
def receiver_of(partner: Partner) -> Iterator[Listener]:
    """A receiver on this machine that is told of one partner's offers and breaches; afterwards it is told no more."""
    with Receiver() as receiver:
        endpoint = an_endpoint(
            receiver.address("faults"), kinds=KINDS, audience=f"partner:{partner.pk}", at=clock.now()
        )
        try:
            yield Listener(receiver, endpoint)
        finally:
            WebhookEndpoint.objects.filter(pk=endpoint.pk).update(state="off", off_reason="staff")
