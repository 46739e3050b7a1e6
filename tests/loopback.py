"""A web server on this machine alone, for as long as a test needs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Silent:
    """Put before BaseHTTPRequestHandler: it writes nothing to the terminal."""

    def log_message(self, *unused: object) -> None:
        """Nothing."""


@contextmanager
def serving(answering: type[BaseHTTPRequestHandler]) -> Iterator[ThreadingHTTPServer]:
    """The running server; it is gone when the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
