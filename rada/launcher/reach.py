"""`python -m rada.launcher.reach DATABASE_URL REDIS_URL exact|server`: try both; one sentence where one fails."""

from __future__ import annotations

import sys
from urllib.parse import urlsplit, urlunsplit

OLDEST = 150_000  # PostgreSQL 15, as the server itself numbers it


def without_password(url: str) -> str:
    """The address as it may be shown."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=""))


def reason(error: Exception) -> str:
    """The most telling line of a client's error, without what it repeats."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    return lines[0].rpartition("FATAL: ")[2].strip().rstrip(".")


def database_refusal(url: str, *, must_exist: bool) -> str | None:
    """Why the database cannot be used, or None where it can."""
    import psycopg2  # type: ignore[import-untyped]

    addresses = [url] if must_exist else [url, urlunsplit(urlsplit(url)._replace(path="/postgres"))]
    last = None
    for address in addresses:
        try:
            connection = psycopg2.connect(address, connect_timeout=5)
        except (psycopg2.Error, UnicodeError, ValueError) as error:
            last = last or error
            continue
        with connection:
            version = connection.server_version
        connection.close()
        if version < OLDEST:
            return f"DATABASE_URL {without_password(url)} is PostgreSQL {version // 10_000}; Rada needs 15 or newer."
        return None
    assert last is not None  # noqa: S101 the loop ran at least once
    return f"DATABASE_URL {without_password(url)} cannot be used: {reason(last)}."


def redis_refusal(url: str) -> str | None:
    """Why the Redis-protocol server cannot be used, or None where it can."""
    import redis

    try:
        client = redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)
        client.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        return f"REDIS_URL {without_password(url)} cannot be used: {reason(error)}."
    return None


def main(database: str, redis_url: str, kind: str) -> int:
    """Try what is given; the exit status."""
    refusal = database_refusal(database, must_exist=kind == "exact") if database else None
    refusal = refusal or (redis_refusal(redis_url) if redis_url else None)
    if refusal:
        print(refusal)
    return 1 if refusal else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
