"""Partners at their phones: real HTTP with session, CSRF token and idempotency key, and what came of each request."""

from __future__ import annotations

import http.client
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

TIMEOUT = 12.0
CSRF = "csrftoken"


@dataclass(frozen=True)
class Write:
    """One reply to a customer: everything needed to send the very same request again."""

    assignment: int
    key: str
    text: str


@dataclass(frozen=True)
class Answer:
    """What came back: the status, 0 where nothing did; where it leads; the page."""

    status: int
    went_to: str = ""
    page: str = ""


@dataclass
class Browser:
    """One signed-in person."""

    port: int
    cookies: dict[str, str]

    def get(self, path: str) -> int:
        """The status of a page; 0 where no answer came."""
        return self.ask("GET", path).status

    def reply(self, write: Write) -> int:
        """Send the reply's form: 302 means it is stored; 0 that nobody knows."""
        return self.sent(write).status

    def sent(self, write: Write, photo: bytes = b"") -> Answer:
        """What came of the reply's form, sent with a photo where one is given."""
        answer = self.ask("POST", f"/orders/{write.assignment}/reply/", *self.form(write, photo))
        if answer.status == 302 and not answer.went_to.endswith(f"/orders/{write.assignment}/"):
            return Answer(401, answer.went_to)
        return answer

    def form(self, write: Write, photo: bytes = b"") -> tuple[bytes, str]:
        """The reply's form as it goes over the line, and its content type."""
        typed = {"csrfmiddlewaretoken": self.cookies[CSRF], "idempotency_key": write.key, "text": write.text}
        if not photo:
            return urlencode(typed).encode(), "application/x-www-form-urlencoded"
        sent = SimpleUploadedFile("IMG_0001.jpg", photo, "image/jpeg")
        return encode_multipart(BOUNDARY, {**typed, "photos": sent}), MULTIPART_CONTENT

    def ask(self, method: str, path: str, body: bytes | None = None, content_type: str = "") -> Answer:
        """One request over a line of its own."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            line.request(method, path, body, self.headers(content_type))
            answer = line.getresponse()
            return Answer(answer.status, answer.headers.get("Location", ""), answer.read().decode(errors="replace"))
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            line.close()

    def headers(self, content_type: str = "") -> dict[str, str]:
        """Who asks, and what is sent."""
        cookies = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        return cookies | ({"Content-Type": content_type} if content_type else {})


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
