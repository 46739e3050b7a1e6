"""The addresses given in the environment: checked before anything is started, each with one sentence."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from rada.launcher.places import ROOT
from rada.launcher.terminal import CannotStart

POSTGRESQL_SCHEMES = {"postgres", "postgresql"}
REDIS_SCHEMES = {"redis", "rediss", "unix"}


@dataclass(frozen=True)
class WebAddress:
    """Where the web server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        shown = {"0.0.0.0": "localhost", "::": "localhost", "127.0.0.1": "localhost"}.get(self.host, self.host)  # noqa: S104
        return f"http://[{shown}]:{self.port}" if ":" in shown else f"http://{shown}:{self.port}"


def web_address() -> WebAddress:
    """PORT and HOST, free to listen on.

    Raises CannotStart where they are not.
    """
    given = os.environ.get("PORT", "").strip() or "8000"
    if not (given.isascii() and given.isdigit() and 1 <= int(given) <= 65535):
        raise CannotStart(f"PORT must be a number from 1 to 65535, not {given!r}.")
    address = WebAddress(os.environ.get("HOST", "").strip() or "127.0.0.1", int(given))
    try:
        family, *_, place = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except socket.gaierror:
        raise CannotStart(f"HOST {address.host!r} is no address of this machine; try HOST=127.0.0.1.") from None
    except PermissionError:
        raise CannotStart(
            f"This user may not listen on port {address.port}; choose one above 1023: PORT=8000."
        ) from None
    except OSError as error:
        other = address.port + 1 if address.port < 65535 else 8001
        raise CannotStart(
            f"Port {address.port} of {address.host} cannot be used ({error.strerror}); stop what holds it or choose "
            f"another: PORT={other} script/server"
        ) from None
    return address


def given(name: str, schemes: set[str]) -> str | None:
    """The address in a variable, or in the file that `<NAME>_FILE` names; None where neither is set.

    Raises CannotStart where it is of another kind, or the file cannot be read.
    """
    url = os.environ.get(name, "").strip() or _in_file(f"{name}_FILE")
    if not url:
        return None
    try:
        parts = urlsplit(url)
        scheme, _port = parts.scheme, parts.port
    except ValueError:
        raise CannotStart(f"{name} is no usable address: its host or port cannot be read.") from None
    if scheme not in schemes:
        usable = " or ".join(f"{each}://" for each in sorted(schemes))
        raise CannotStart(f"{name} must start with {usable}; {scheme or url[:12]!r} cannot be used.")
    return url


def _in_file(name: str) -> str:
    path = os.environ.get(name, "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except OSError as error:
        raise CannotStart(f"{name} cannot be read: {error.strerror}.") from None


def given_database() -> str | None:
    """DATABASE_URL, or None where a server of our own is to be started."""
    return given("DATABASE_URL", POSTGRESQL_SCHEMES)


def given_redis() -> str | None:
    """REDIS_URL, or None where a server of our own is to be started."""
    return given("REDIS_URL", REDIS_SCHEMES)


def check_reachable(*, database: str | None, redis: str | None, database_must_exist: bool = True) -> None:
    """Try the addresses with their real clients, in a process of its own (this one stays small).

    Raises CannotStart with the reason of the first that cannot be used.
    """
    asked = [
        sys.executable,
        "-m",
        "rada.launcher.reach",
        database or "",
        redis or "",
        "exact" if database_must_exist else "server",
    ]
    if not (database or redis):
        return
    answer = subprocess.run(asked, capture_output=True, text=True, cwd=ROOT, check=False)
    if answer.returncode:
        raise CannotStart(
            (answer.stdout.strip() or answer.stderr.strip() or "The servers could not be tried.").splitlines()[-1]
        )
