"""Settings read from the environment, each with its type and one clear sentence when it is unusable."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

POSTGRESQL_SCHEMES = {"postgres", "postgresql"}
REDIS_SCHEMES = {"redis", "rediss", "unix"}


def servers_noted_in(path: Path) -> None:
    """Take the addresses that a running `script/server` left; what the environment says wins, no file is no matter."""
    if path.is_file():
        environ.Env.read_env(path)


def text(name: str, default: str = "") -> str:
    """The variable as text, stripped."""
    return str(env.str(name, default=default)).strip()


def flag(name: str, default: bool = False) -> bool:
    """The variable as yes or no (1, true, yes, on)."""
    return bool(env.bool(name, default=default))


def words(name: str, default: list[str]) -> list[str]:
    """The variable as a list, separated by commas; blanks dropped."""
    return [word.strip() for word in env.list(name, default=default) if word.strip()]


def networks(name: str) -> list[IPv4Network | IPv6Network]:
    """The variable as networks, separated by commas: `10.0.0.0/8,192.0.2.7`; none where it is empty.

    Raises ImproperlyConfigured where one cannot be read.
    """
    try:
        return [ip_network(word) for word in words(name, [])]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must name networks such as 10.0.0.0/8: {error}.") from error


def number(name: str, default: int) -> int:
    """The variable as a whole number.

    Raises ImproperlyConfigured where it is not one.
    """
    raw = text(name, str(default))
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}.") from error


def database(name: str, default: str) -> dict[str, Any]:
    """The variable as a PostgreSQL address (`postgres://user:password@host:port/name`), or what its file holds.

    Raises ImproperlyConfigured where it names another database: PostgreSQL is the only one.
    """
    url = text(name) or secret(name) or default
    if urlsplit(url).scheme not in POSTGRESQL_SCHEMES:
        raise ImproperlyConfigured(
            f"{name} must start with postgres:// — PostgreSQL is the only database of this project."
        )
    return dict(env.db_url_config(url, engine="django.db.backends.postgresql"))


def redis(name: str, default: str) -> str:
    """The variable as the address of a server that speaks the Redis protocol, or what its file holds.

    Raises ImproperlyConfigured where its scheme is not one of redis, rediss or unix.
    """
    url = text(name) or secret(name) or default
    if urlsplit(url).scheme not in REDIS_SCHEMES:
        raise ImproperlyConfigured(f"{name} must start with redis://, rediss:// or unix://.")
    return url


def secret(name: str) -> str:
    """The variable, or the content of the file that `<NAME>_FILE` names; empty where neither is given."""
    path = text(f"{name}_FILE")
    if not path:
        return text(name)
    try:
        with open(path, encoding="utf-8") as lines:
            return lines.read().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
