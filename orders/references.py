"""The id of an order at whoever reported it, and what stays of it when its person is erased."""

from __future__ import annotations

from django.utils.crypto import salted_hmac

PURPOSE = "orders.reference"
ERASED = "erased:"


def erased(reference: str) -> str:
    """A hash with the server's own secret: who reports the same again is known, nobody guesses the id back."""
    if reference.startswith(ERASED):
        return reference
    return ERASED + salted_hmac(PURPOSE, reference, algorithm="sha256").hexdigest()
