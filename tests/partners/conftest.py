"""What tests of people and accounts begin with."""

from __future__ import annotations

from typing import Any

import pytest

from partners.actors import Actor
from tests.factories import a_partner
from tests.partners.accounts import somebody


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Any) -> None:
    """A password is hashed in no time: what is tried here is not how dear guessing is."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def owner() -> Actor:
    """The owner of a partner, with a phone number and a password."""
    return somebody(a_partner())
