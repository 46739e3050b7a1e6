"""A world with a row behind every address, for modules that ask them all."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from rada.web import clock
from tests.desk_world import NOW, a_whole_desk
from tests.portal import Side


@pytest.fixture(scope="module")
def whole_desk(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Side]:
    """The partner with everything; taken back after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        with clock.standing_at(NOW):
            yield a_whole_desk()
        transaction.set_rollback(True)


@pytest.fixture
def side(whole_desk: Side) -> Iterator[Side]:
    """The same, with the clock standing at its instant."""
    with clock.standing_at(NOW):
        yield whole_desk
