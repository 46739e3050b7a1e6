"""The same request twice is one write: its key is stored in the write's own transaction, with the answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _

from rada.platform.models import IdempotencyKey

P = ParamSpec("P")
R = TypeVar("R")


class KeyReused(Exception):
    """The key was used before for another request."""

    def __str__(self) -> str:
        return _("This form was already sent with other content. Open the page again and repeat your change.")


class InFlight(OperationalError):
    """The same request is being answered by another process, and was not done in the time a lock is waited for."""

    wait = 1  # seconds until it is worth asking again

    def __str__(self) -> str:
        return _("The same request is being answered at this moment. Send it again in a second.")


@dataclass(frozen=True)
class Key:
    """Names one write: who asks (`scope`), the asker's own `value`, and a fingerprint of what is asked."""

    scope: str
    value: str
    fingerprint: str

    @classmethod
    def of(cls, scope: str, value: str, *asked: object) -> Key:
        """A key whose fingerprint is the SHA-256 of what is asked. Over-long values are hashed to fit."""
        digest = hashlib.sha256(repr(asked).encode("utf-8", "backslashreplace")).hexdigest()
        fits = (
            value
            if len(value) <= 120 and "\x00" not in value
            else hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
        )
        return cls(scope=scope[:80], value=fits, fingerprint=digest)


LOCK_NOT_AVAILABLE = "55P03"
CLAIM = """
    INSERT INTO platform_idempotencykey (scope, value, fingerprint, created_at)
    VALUES (%s, %s, %s, clock_timestamp()) ON CONFLICT (scope, value) DO NOTHING
"""


def once(service: Callable[P, R]) -> Callable[P, R | None]:
    """Run the service in one transaction, at most once per `key` argument.

    A twin in flight waits for the first and then gets its stored answer: the number, text or mapping that the first
    returned where that is plain data, else None. Without a key the service simply runs. Raises KeyReused where the key
    came with another request before, InFlight where the first takes longer than a lock is waited for.
    """

    @wraps(service)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R | None:
        key = kwargs.get("key")
        with transaction.atomic():
            if not isinstance(key, Key):
                return service(*args, **kwargs)
            if not _claimed(key):
                return stored_answer(key)
            answer = service(*args, **kwargs)
            if isinstance(answer, int | str | dict):
                IdempotencyKey.objects.filter(scope=key.scope, value=key.value).update(answer=answer)
            return answer

    return guarded


def is_answered(key: Key) -> bool:
    """Whether this very request was answered before; then repeating it only repeats the answer."""
    return IdempotencyKey.objects.filter(scope=key.scope, value=key.value, fingerprint=key.fingerprint).exists()


def _claimed(key: Key) -> bool:
    with connection.cursor() as cursor:
        try:
            cursor.execute(CLAIM, [key.scope, key.value, key.fingerprint])
        except OperationalError as error:
            if waited_too_long(error):
                raise InFlight from None
            raise
        return cursor.rowcount == 1


def waited_too_long(error: OperationalError) -> bool:
    """Whether a lock was waited for longer than `lock_timeout` says."""
    return getattr(error.__cause__, "pgcode", "") == LOCK_NOT_AVAILABLE


def stored_answer(key: Key) -> Any:
    """What the same request was answered when it came first. Raises KeyReused where it was another request."""
    stored = IdempotencyKey.objects.get(scope=key.scope, value=key.value)
    if stored.fingerprint != key.fingerprint:
        raise KeyReused
    return stored.answer
