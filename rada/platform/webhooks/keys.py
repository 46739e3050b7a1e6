"""Secrets of endpoints: worked out from a stored salt and the server's own key, so that no secret lies anywhere.

What was handed out under a SECRET_KEY goes on as long as SECRET_KEYS_BEFORE names that key: it signs beside today's.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac

from rada.platform.webhooks import signing
from rada.platform.webhooks.models import WebhookEndpoint, WebhookSecret

PURPOSE = "rada.platform.webhooks.keys"
OVERLAP = timedelta(days=1)


def secret_of(row: WebhookSecret) -> str:
    """The secret behind a row by today's SECRET_KEY, as `whsec_…`: the one to hand out."""
    return _secret(row, settings.SECRET_KEY)


def renew(endpoint: WebhookEndpoint, *, at: datetime, overlap: timedelta = OVERLAP) -> WebhookSecret:
    """A new secret; those before it stay valid for `overlap`, unless they end sooner. The endpoint is locked."""
    until = at + overlap
    endpoint.secrets.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=until)).update(ends_at=until)
    return WebhookSecret.objects.create(endpoint=endpoint, salt=secrets.token_urlsafe(32), created_at=at)


def valid(endpoint: WebhookEndpoint, *, at: datetime) -> list[WebhookSecret]:
    """The secrets that sign at an instant, the newest first."""
    standing = endpoint.secrets.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return list(standing.order_by("-created_at", "-pk"))


def signing_secrets(endpoint: WebhookEndpoint, *, at: datetime) -> list[str]:
    """Every secret that a receiver may hold at an instant: each valid row by today's SECRET_KEY, then by earlier."""
    server_keys, rows = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS), valid(endpoint, at=at)
    return [_secret(row, server_key) for server_key in server_keys for row in rows]


def _secret(row: WebhookSecret, server_key: str) -> str:
    told = f"{row.endpoint_id}:{row.salt}"
    return signing.secret(salted_hmac(PURPOSE, told, secret=server_key, algorithm="sha256").digest())
