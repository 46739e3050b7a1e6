"""Backends for tests: `SMS_BACKEND = "tests.sent_messages.keep"` keeps what would have gone to phones."""

from __future__ import annotations

from django.conf import settings

from rada.platform.channels.gateway import Answer

sent: list[tuple[str, str]] = []


def keep(to: str, text: str) -> Answer:
    """Take a message."""
    sent.append((to, text))
    return Answer(True, "sms: kept")


def write_down(to: str, text: str) -> Answer:
    """Take a message where a test reads it that runs beside the server."""
    with (settings.VAR_DIR / "phones.txt").open("a", encoding="utf-8") as phones:
        phones.write(f"{to} {text!r}\n")
    return Answer(True, "sms: written down")


def refuse(to: str, text: str) -> Answer:
    """A gateway that is out of order."""
    return Answer(False, "sms: gateway 503")


def fail_for_the_first(to: str, text: str) -> Answer:
    """A backend with a fault: it takes every message but the first."""
    sent.append((to, text))
    if len(sent) == 1:
        raise RuntimeError(text)
    return Answer(True, "sms: kept")
