"""How many requests a caller may send in a minute. Redis counts; while it is away nobody is counted."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle

from rada.web.api.callers import Kind

WINDOW_SECONDS = 60
REST_SECONDS = 5.0
logger = logging.getLogger(__name__)


class Counter:
    """Counts what comes in a minute. After a failure it asks Redis for nothing for a while, so that it slows nobody."""

    def __init__(self) -> None:
        self.rests_until = 0.0

    def count(self, name: str) -> int:
        """How many came under this name since its minute began, this one included; 0 where nobody can count."""
        if time.monotonic() < self.rests_until:
            return 0
        try:
            return _counted(f"api:{name}")
        except (RedisError, OSError) as error:
            self.rests_until = time.monotonic() + REST_SECONDS
            logger.warning("requests are not counted: %s", type(error).__name__)
            return 0


def _counted(key: str) -> int:
    """One more under this key, which goes a minute after it began."""
    try:
        return int(cache.incr(key))
    except ValueError:  # no minute has begun, or it is over
        return 1 if cache.add(key, 1, WINDOW_SECONDS) else _counted(key)


counter = Counter()


class PerCaller(BaseThrottle):
    """A limit for each caller, and a lower one for each address of strangers."""

    def allow_request(self, request: Any, view: Any) -> bool:
        """Whether there is room in this minute."""
        caller = request.caller
        most = settings.API_STRANGER_REQUESTS if caller.kind == Kind.STRANGER else settings.API_REQUESTS
        return counter.count(caller.name) <= most

    def wait(self) -> float:
        """Seconds until there is room for certain."""
        return WINDOW_SECONDS
