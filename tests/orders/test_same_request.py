"""The same request twice is one act with one answer; the same key for something else is refused."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from orders.models import Order, Status
from orders.services import intake, messages, offers
from rada.platform.idempotency import Key, KeyReused
from rada.platform.models import IdempotencyKey
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_the_same_key_gives_the_same_answer_and_one_order():
    order = make.an_order()
    request = intake.Request(order.service, "Hà", "0912345678", "12 Hàng Bài", make.WARD)
    key = Key.of("form", "k1", request)

    first, second = intake.take(request, key=key), intake.take(request, key=key)

    assert first == second
    assert Order.objects.exclude(pk=order.pk).count() == 1


def test_an_acceptance_sent_twice_is_one_event():
    offer = make.an_offer()
    owner, key = make.an_owner(offer.partner), Key.of("owner", "k1", "accept", offer.pk)

    for _attempt in range(2):
        with clock.standing_at(make.MONDAY + make.MINUTE):
            offers.accept(offer, by=owner, key=key)

    assert offer.status == Status.ACCEPTED
    assert offer.events.filter(kind="accepted").count() == 1


def test_a_key_that_comes_back_with_other_content_is_refused():
    engagement = make.an_engagement()
    owner = make.an_owner(engagement.partner)
    messages.send(engagement, by=owner, text="Vâng", key=Key.of("owner", "k1", "Vâng"))

    with pytest.raises(KeyReused):
        messages.send(engagement, by=owner, text="Không", key=Key.of("owner", "k1", "Không"))

    assert engagement.messages.count() == 1


def test_a_refused_act_leaves_its_key_free():
    offer = make.an_offer()
    stranger, owner = make.an_owner(make.a_partner()), make.an_owner(offer.partner)
    key = Key.of("form", "k1", "accept")
    with pytest.raises(PermissionDenied):
        offers.accept(offer, by=stranger, key=key)

    kept = IdempotencyKey.objects.count()
    offers.accept(offer, by=owner, key=key)

    assert kept == 0
    assert offer.status == Status.ACCEPTED
