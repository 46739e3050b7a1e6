"""Consents: kept in the very words that were shown, once, and never changed."""

from __future__ import annotations

import hashlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError

from orders.consent_texts import TEXTS
from orders.models import Consent, Purpose
from orders.services import consents
from tests.factories import MONDAY, an_order

# Whoever changes a wording gives it the next number and adds its fingerprint here: older rows keep the older words.
FINGERPRINTS = {
    (Purpose.ORDER, 1): "f35ddc295e9d150e",
    (Purpose.PHOTOS, 1): "3a98b4267ba1e864",
    (Purpose.SURVEY, 1): "fbcd641e595d0d07",
}


def fingerprint(purpose: Purpose) -> str:
    words = TEXTS[purpose].text_vi + TEXTS[purpose].text_en
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def test_a_changed_wording_is_a_new_version():
    told = {(purpose, TEXTS[purpose].version): fingerprint(purpose) for purpose in Purpose}

    assert told == {known: digest for known, digest in FINGERPRINTS.items() if known in told}


@pytest.mark.django_db
def test_a_purpose_named_twice_is_stored_once():
    order = an_order()

    consents.record(order, given=[Purpose.ORDER, Purpose.ORDER, Purpose.SURVEY], language="vi", at=MONDAY)

    assert sorted(order.consents.values_list("purpose", flat=True)) == ["order", "survey"]


@pytest.mark.django_db
def test_the_database_keeps_one_consent_for_the_same_words():
    order = an_order()
    consents.record(order, given=[Purpose.ORDER], language="vi", at=MONDAY)

    with pytest.raises(IntegrityError, match="one_consent_per_purpose_and_words"), transaction.atomic():
        consents.record(order, given=[Purpose.ORDER], language="en", at=MONDAY)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE orders_consent SET text = ''", "DELETE FROM orders_consent"])
def test_the_database_lets_nobody_change_what_was_agreed_to(statement):
    consents.record(an_order(), given=[Purpose.ORDER], language="vi", at=MONDAY)

    with pytest.raises(InternalError, match="written_once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Consent.objects.get().text == TEXTS[Purpose.ORDER].text_vi
