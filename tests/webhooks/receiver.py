"""A receiver of our own on loopback, and how it may misbehave; endpoints and events to try it with."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from rada.platform.webhooks import keys, outbox
from rada.platform.webhooks.models import WebhookEndpoint
from rada.platform.webhooks.outbox import Told

LOOPBACK = [ip_network("127.0.0.0/8")]
DRIP_SECONDS = 0.02


@dataclass
class Got:
    """One request as it arrived; names of headers in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        """Its body, read."""
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers 200 unless `answers` says otherwise for a path: a status, or a way to misbehave."""

    received: list[Got] = field(default_factory=list)
    answers: dict[str, int | Callable[[Receiver, BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Receiver:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._answering())
        self.server.daemon_threads = True
        self.running = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self.running.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.over.set()
        self.server.shutdown()
        self.server.server_close()
        self.running.join()

    def address(self, name: str) -> str:
        """Where an endpoint of this name is reached."""
        return f"http://127.0.0.1:{self.server.server_port}/{name}"

    def abouts(self, name: str) -> list[str]:
        """What the events told that arrived at an endpoint, in their order."""
        return [got.told["data"]["step"] for got in self.received if got.path == f"/{name}"]

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.received.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                answer = receiver.answers.get(self.path, 200)
                if isinstance(answer, int):
                    self._say(answer)
                else:
                    answer(receiver, self)

            def _say(self, status: int) -> None:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", receiver.address("elsewhere"))
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                pass

        return Answering


def silent(receiver: Receiver, request: BaseHTTPRequestHandler) -> None:
    """Say nothing until the test is over."""
    receiver.over.wait()


def dripping(receiver: Receiver, request: BaseHTTPRequestHandler) -> None:
    """A letter now and then, so that no single wait is long."""
    _write(receiver, request, lambda: b"x", first=b"HTTP/1.1 200 OK\r\nX-Slow: ", pause=DRIP_SECONDS)


def endless(receiver: Receiver, request: BaseHTTPRequestHandler) -> None:
    """A head that never ends."""
    _write(receiver, request, lambda: b"X-More: " + b"x" * 8000 + b"\r\n", first=b"HTTP/1.1 200 OK\r\n", pause=0)


def chatty(receiver: Receiver, request: BaseHTTPRequestHandler) -> None:
    """An answer in time, and a body without end."""
    _write(receiver, request, lambda: b"x" * 65536, first=b"HTTP/1.1 204 OK\r\n\r\n", pause=0)


def hanging_up(receiver: Receiver, request: BaseHTTPRequestHandler) -> None:
    """Close without a word."""
    request.connection.shutdown(socket.SHUT_RDWR)


def _write(receiver: Receiver, request: BaseHTTPRequestHandler, more: Any, *, first: bytes, pause: float) -> None:
    try:
        request.wfile.write(first)
        while not receiver.over.wait(pause):
            request.wfile.write(more())
    except OSError:
        pass  # whoever asked has gone


def an_endpoint(
    url: str, *, kinds: Sequence[str] = ("score.changed",), audience: str = "", at: datetime
) -> WebhookEndpoint:
    """An endpoint that is told of changes of scores, with its first secret."""
    endpoint = WebhookEndpoint.objects.create(url=url, kinds=list(kinds), audience=audience, created_at=at)
    keys.renew(endpoint, at=at)
    return endpoint


def tell(*steps: str, partner: int = 12, at: datetime) -> None:
    """Changes of one partner's score, in this order; `steps` tell them apart."""
    outbox.tell(
        [
            Told(
                "score.changed",
                f"score:{partner}",
                f"partner:{partner}",
                {"partner": partner, "points": 3, "step": step, "at": outbox.instant(at)},
            )
            for step in steps
        ],
        at=at,
    )
