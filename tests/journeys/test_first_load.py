"""What a phone loads first: Today with its styles, scripts and pictures, uncompressed, stays under 200 KB."""

from __future__ import annotations

import pytest

from orders.services import messages, offers, visits
from rada.web import clock
from tests.factories import HOUR, an_offer, an_order, the_customer

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
MOST_BYTES = 200_000


def a_busy_day(owner):
    """Five offers and five jobs with an appointment today and a customer who waits."""
    partner = owner.user.memberships.get().partner
    now = clock.now()
    for number in range(10):
        offer = an_offer(an_order(at=now), partner, at=now)
        if number % 2:
            offers.accept(offer, by=owner)
            visits.schedule(offer, by=owner, arrive_from=now + HOUR, arrive_to=now + 2 * HOUR)
            messages.send(offer, by=the_customer(offer.order), text="Khi nào thợ tới ạ?")


def test_a_busy_day_loads_in_under_200_kilobytes(visiting, owner):
    a_busy_day(owner)
    visitor = visiting()
    visitor.sign_in()
    loaded: list[float] = []
    devtools = visitor.page.context.new_cdp_session(visitor.page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    devtools.send("Network.setBypassServiceWorker", {"bypass": True})
    devtools.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))

    visitor.open("/today/")
    visitor.page.wait_for_load_state("networkidle")

    assert len(loaded) > 5
    assert sum(loaded) < MOST_BYTES
