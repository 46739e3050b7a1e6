"""One POST to one address, within ten seconds in all. Never called while a transaction is open.

`http.client` is all it needs: it follows no redirect, asks no proxy of the environment, and reads from a connection
that was made to the very address that was looked at.
"""

from __future__ import annotations

import http.client
import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from rada.platform.webhooks import addresses
from rada.platform.webhooks.addresses import Address, BadAddress, Target

LIMIT_SECONDS = 10.0
MOST_BYTES = 64 * 1024
GONE = 410
# The resolver knows no time limit: whoever waits for it may stop waiting.
_lookups = ThreadPoolExecutor(8, thread_name_prefix="webhook-lookup")


@dataclass(frozen=True)
class Answer:
    """What came of a try: the status, or 0 and why there is none. What the receiver wrote is not kept."""

    status: int
    words: str
    milliseconds: int = 0

    @property
    def arrived(self) -> bool:
        """Whether the receiver has taken it."""
        return 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants nothing any more."""
        return self.status == GONE


def post(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send a body. Only the head of the answer is read; whatever befalls is an answer, never an error."""
    begun = time.monotonic()
    try:
        status = _exchange(addresses.read(url, settings.WEBHOOK_ALLOWED_NETWORKS), headers, body, begun + LIMIT_SECONDS)
        words = ""
    except BadAddress:
        status, words = 0, "refused: not a public https address"
    except TimeoutError:
        status, words = 0, f"no answer within {LIMIT_SECONDS:g} s"
    except (OSError, http.client.HTTPException, ValueError) as error:
        status, words = 0, type(error).__name__
    return Answer(status, words, int((time.monotonic() - begun) * 1000))


def _exchange(target: Target, headers: Mapping[str, str], body: bytes, until: float) -> int:
    found = _resolved(target, until)
    _check(found, target)
    with _connected(found, target, until) as line:
        line.settimeout(_left(until))
        line.sendall(_request(target, headers, body))
        answer = http.client.HTTPResponse(_Reader(line, until), method="POST")  # type: ignore[arg-type]
        answer.begin()
        return answer.status


def _resolved(target: Target, until: float) -> list[Address]:
    """Every address behind the name, asked for once: the connection goes to one of these and no other."""
    looking = _lookups.submit(socket.getaddrinfo, target.host, target.port, type=socket.SOCK_STREAM)
    rows = looking.result(timeout=_left(until))
    return [ipaddress.ip_address(row[4][0]) for row in rows]


def _check(found: list[Address], target: Target) -> None:
    """Raise BadAddress where the name leads to what is not public, or to this very machine."""
    allowed = settings.WEBHOOK_ALLOWED_NETWORKS
    addresses.check(found, target, allowed)
    if not addresses.are_in(allowed, found) and any(_is_own(address) for address in found):
        raise BadAddress


def _is_own(address: Address) -> bool:
    """Whether it is an address of this machine: nobody else's can be bound."""
    try:
        with socket.socket(_family(address), socket.SOCK_DGRAM) as line:
            line.bind((str(address), 0))
    except OSError:
        return False
    return True


def _family(address: Address) -> socket.AddressFamily:
    return socket.AF_INET6 if address.version == 6 else socket.AF_INET


def _connected(found: list[Address], target: Target, until: float) -> socket.socket:
    """A connection to the first address that answers; its certificate must bear the name."""
    failed: OSError = OSError("no address")
    for address in found:
        try:
            return _line_to(address, target, until)
        except OSError as error:
            failed = error
    raise failed


def _line_to(address: Address, target: Target, until: float) -> socket.socket:
    line = socket.socket(_family(address), socket.SOCK_STREAM)
    try:
        line.settimeout(_left(until))
        line.connect((str(address), target.port))
        if not target.is_tls:
            return line
        line.settimeout(_left(until))
        return ssl.create_default_context().wrap_socket(line, server_hostname=target.host)
    except OSError:
        line.close()
        raise


def _request(target: Target, headers: Mapping[str, str], body: bytes) -> bytes:
    told = {"host": target.authority, "content-length": str(len(body)), "connection": "close", **headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"POST {target.path} HTTP/1.1\r\n{head}\r\n".encode("ascii") + body


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class _Reader(io.RawIOBase):
    """A connection as http.client reads it: to an instant, however slowly it drips, and to so many bytes."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until, self._bytes_left = line, until, MOST_BYTES

    def makefile(self, mode: str) -> io.BufferedReader:
        """What http.client asks a socket for."""
        return io.BufferedReader(self)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Wait for the next bytes, no longer than is left."""
        self._line.settimeout(_left(self._until))
        count = self._line.recv_into(buffer)
        self._bytes_left -= count
        if self._bytes_left < 0:
            raise http.client.HTTPException("the answer is too long")
        return count
