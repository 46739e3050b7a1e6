"""One world for all tests of a module, and the clock that stands in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import signals
from django.db import close_old_connections, connection, transaction
from pytest_django import DjangoDbBlocker

from rada.web import clock
from tests.api.fuzzing.asking import Asking
from tests.api.fuzzing.world import NOW, a_world

REQUEST_SIGNALS = (signals.request_started, signals.request_finished)


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Asking]:
    """Whoever asks; all of the world is taken back."""
    for signal in REQUEST_SIGNALS:  # a request would close the connection, and the world with it
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        with connection.cursor() as cursor:  # drawing takes its time
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        with clock.standing_at(NOW):
            made = Asking(a_world())
        yield made
        transaction.set_rollback(True)
    for signal in REQUEST_SIGNALS:
        signal.connect(close_old_connections)


@pytest.fixture
def standing() -> Iterator[None]:
    """The clock stands while requests come."""
    with clock.standing_at(NOW):
        yield
