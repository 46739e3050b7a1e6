"""Secrets of endpoints: worked out from a stored salt and the server's own key, so that no secret lies anywhere."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.crypto import salted_hmac

from rada.platform.webhooks import signing
from rada.platform.webhooks.models import WebhookEndpoint, WebhookSecret

PURPOSE = "rada.platform.webhooks.keys"
OVERLAP = timedelta(days=1)


def secret_of(row: WebhookSecret) -> str:
    """The secret behind a row, as `whsec_…`. With another SECRET_KEY of the server it is another secret."""
    told = f"{row.endpoint_id}:{row.salt}"
    return signing.secret(salted_hmac(PURPOSE, told, algorithm="sha256").digest())


def renew(endpoint: WebhookEndpoint, *, at: datetime, overlap: timedelta = OVERLAP) -> WebhookSecret:
    """A new secret; those before it stay valid for `overlap`, unless they end sooner. The endpoint is locked."""
    until = at + overlap
    endpoint.secrets.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=until)).update(ends_at=until)
    return WebhookSecret.objects.create(endpoint=endpoint, salt=secrets.token_urlsafe(32), created_at=at)


def valid(endpoint: WebhookEndpoint, *, at: datetime) -> list[WebhookSecret]:
    """The secrets that sign at an instant, the newest first."""
    standing = endpoint.secrets.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))
    return list(standing.order_by("-created_at", "-pk"))
