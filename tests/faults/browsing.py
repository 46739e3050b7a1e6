"""Partners at their phones: real HTTP with session, CSRF token and idempotency key, and what came of each request."""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

TIMEOUT = 12.0
CSRF = "csrftoken"


@dataclass(frozen=True)
class Write:
    """One reply to a customer: everything needed to send the very same request again."""

    assignment: int
    key: str
    text: str


@dataclass
class Browser:
    """One signed-in person."""

    port: int
    cookies: dict[str, str]

    def get(self, path: str) -> int:
        """The status of a page; 0 where no answer came."""
        return self._ask("GET", path, None)[0]

    def reply(self, write: Write) -> int:
        """Send the reply's form: 302 means it is stored; 0 that nobody knows."""
        form = {"csrfmiddlewaretoken": self.cookies[CSRF], "idempotency_key": write.key, "text": write.text}
        status, went_to = self._ask("POST", f"/orders/{write.assignment}/reply/", urlencode(form))
        return status if status != 302 or went_to.endswith(f"/orders/{write.assignment}/") else 401

    def _ask(self, method: str, path: str, body: str | None) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, path, body, headers)
            answer = line.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            line.close()


def new_write(assignment: int) -> Write:
    """A reply that was never sent before; its text names it."""
    return Write(assignment, secrets.token_hex(12), f"Em tới ngay {secrets.token_hex(8)}")


@dataclass
class Taken:
    """What came back: each request's seconds and status."""

    seconds: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def percentile(self, percent: float) -> float:
        """The seconds that this share of the requests did not exceed."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))] if ordered else 0.0

    def failures(self) -> int:
        """Requests without an answer or with a server's error."""
        return sum(status == 0 or status >= 500 for status in self.statuses)


class Crowd:
    """People who each do something again and again until told to stop."""

    def __init__(self, people: list[Callable[[], int]], *, pause: float = 0.0) -> None:
        self.taken, self.pause = Taken(), pause
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self._live, args=(person,), daemon=True) for person in people]

    def __enter__(self) -> Crowd:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join(2 * TIMEOUT)

    def _live(self, person: Callable[[], int]) -> None:
        while not self.stopping.is_set():
            began = time.monotonic()
            status = person()
            self.taken.seconds.append(time.monotonic() - began)
            self.taken.statuses.append(status)
            self.stopping.wait(self.pause)
