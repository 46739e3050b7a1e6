"""Events are written in the transaction of what they tell of, one for each endpoint that asked; a task sends them."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import connection

from rada.platform.webhooks import kinds
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent

Data = Mapping[str, str | int | None]
WRITE = """
    INSERT INTO platform_webhookevent
        (endpoint_id, message_id, kind, about, data, created_at, state, attempts, try_at)
    SELECT endpoint.id, told.message_id, told.kind, told.about, told.data::jsonb, told.at, 'waiting', 0, told.at
    FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[])
        WITH ORDINALITY AS told(message_id, kind, about, audience, data, at, place)
    JOIN platform_webhookendpoint AS endpoint
        ON endpoint.state <> 'off' AND told.kind = ANY(endpoint.kinds) AND endpoint.audience IN ('', told.audience)
    ORDER BY told.place, endpoint.id
"""


@dataclass(frozen=True)
class Told:
    """Something that happened: its kind, what it is `about` (`order:RD-7K2F-9QXM`), and whose it is (`partner:12`)."""

    kind: str
    about: str
    audience: str
    data: Data


def tell(happened: Iterable[Told], *, at: datetime) -> None:
    """Write what happened for every endpoint that asked for it: one statement, however many.

    Callers hold the lock of what it is about, so that the order of writing is the order of what happened.
    Raises KeyError for a kind that nobody added, ValueError where the data is not what its kind carries.
    """
    rows = [(new_id(), each.kind, each.about, each.audience, _written(each), at) for each in happened]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])


def ping(endpoint: WebhookEndpoint, *, at: datetime) -> WebhookEvent:
    """Write a test of the connection for one endpoint, which no event of its own waits for."""
    message_id = new_id()
    return WebhookEvent.objects.create(
        endpoint=endpoint,
        message_id=message_id,
        kind=kinds.PING.name,
        about=f"ping:{message_id[-8:]}",
        data={"endpoint": endpoint.pk},
        created_at=at,
        try_at=at,
    )


def new_id() -> str:
    """An id by which receivers know a repeat."""
    return f"msg_{secrets.token_hex(16)}"


def instant(at: datetime) -> str:
    """An instant as events write it: ISO 8601 in UTC, `2026-03-02T02:01:00Z`."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _written(told: Told) -> str:
    if set(told.data) != set(kinds.named(told.kind).carries):
        raise ValueError(f"{told.kind} does not carry {', '.join(sorted(told.data))}")
    return json.dumps(dict(told.data), ensure_ascii=False)
