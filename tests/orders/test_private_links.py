"""A private link opens one order until it expires or is revoked; what is stored does not open anything."""

import pytest

from orders.services import links
from rada.platform.models import AccessToken
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_link_opens_its_own_order_and_only_its_hash_is_stored():
    order, _other = make.an_order(), make.an_order()

    token = links.issue(order)

    assert links.order_behind(token) == order
    assert token not in str(AccessToken.objects.values().get())


@pytest.mark.parametrize("forged", ["", "x", "\x00", "a" * 43])
def test_a_made_up_token_opens_nothing(forged):
    links.issue(make.an_order())

    assert links.order_behind(forged) is None


def test_a_link_ends_at_its_expiry():
    with clock.standing_at(make.MONDAY):
        token = links.issue(make.an_order())

    with clock.standing_at(make.MONDAY + links.VALID_FOR):
        found = links.order_behind(token)

    assert found is None


def test_revoking_ends_every_link_of_an_order_and_no_other():
    order, other = make.an_order(), make.an_order()
    tokens, spared = [links.issue(order), links.issue(order)], links.issue(other)

    ended = links.revoke_all(order)

    assert ended == 2
    assert [links.order_behind(token) for token in tokens] == [None, None]
    assert links.order_behind(spared) == other
