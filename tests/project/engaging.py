"""Partners who accept orders all the while, each acceptance as a request writes it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from tests import factories as make


class Engaging(threading.Thread):
    """Engages again and again until it is stopped; what goes wrong is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.stopping, self.engaged = threading.Event(), 0
        self.error: Exception | None = None

    def run(self) -> None:
        """Engage."""
        try:
            while not self.stopping.is_set():
                make.an_engagement()
                self.engaged += 1
        except Exception as error:
            self.error = error
        finally:
            connection.close()


@contextmanager
def engaging() -> Iterator[Engaging]:
    """The block runs beside such a partner; afterwards none of the acceptances may have failed."""
    partner = Engaging()
    partner.start()
    try:
        yield partner
    finally:
        partner.stopping.set()
        partner.join()
    assert partner.error is None, partner.error
    assert partner.engaged > 0
