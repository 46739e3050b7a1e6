"""A new offer rings on any open page: a sound, the number in the title, the badge beside Today."""

from __future__ import annotations

import pytest

from rada.web import clock
from tests.factories import an_offer, an_order

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:Session-scoped fixtures defined:pytest.PytestRemovedIn10Warning"),
]
HEARS = "() => { window.rung = 0; document.addEventListener('rada:ring', () => { window.rung += 1; }); }"


def test_a_new_offer_rings_on_an_open_page_of_another_place(visiting, owner):
    visitor = visiting()
    visitor.page.clock.install()
    visitor.sign_in()
    visitor.open("/breaches/")
    visitor.page.evaluate(HEARS)
    badge = visitor.page.locator("[data-rada-badge='/today/']").first
    shown_first = badge.inner_text().split()[0]

    an_offer(an_order(at=clock.now()), owner.user.memberships.get().partner, at=clock.now())
    visitor.page.clock.fast_forward(21_000)
    visitor.until("window.rung > 0")

    assert (shown_first, badge.inner_text().split()[0]) == ("1", "2")
    assert visitor.page.title().startswith("(2) ")
    assert visitor.complaints == []


def test_what_waited_already_does_not_ring(visiting, owner):
    visitor = visiting()
    visitor.page.clock.install()
    visitor.sign_in()
    visitor.open("/orders/")
    visitor.page.evaluate(HEARS)

    with visitor.page.expect_response("**/badges/"):
        visitor.page.clock.fast_forward(21_000)

    assert visitor.page.evaluate("window.rung") == 0
    assert visitor.page.title().startswith("(1) ")
