"""Consents: stored with the very words that were shown, in the transaction of the order they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from orders.consent_texts import TEXTS
from orders.models import Consent, Order
from orders.models.privacy import Purpose
from partners.models import User


@transaction.atomic
def record(
    order: Order, *, given: Sequence[Purpose], language: str, at: datetime, noted_by: User | None = None
) -> None:
    """Store each consent that was given at an instant, in the words of that language.

    `noted_by` heard it on the phone. A purpose that is named twice is stored once; none given stores nothing. Raises
    ValueError for an unknown purpose.
    """
    told = [TEXTS[Purpose(purpose)] for purpose in dict.fromkeys(given)]
    Consent.objects.bulk_create(
        Consent(
            order=order, purpose=each.purpose, text_version=each.version, text=each.text(language), language=language,
            given_at=at, way=Consent.Way.FORM if noted_by is None else Consent.Way.PHONE, noted_by=noted_by,
        )
        for each in told
    )  # fmt: skip
