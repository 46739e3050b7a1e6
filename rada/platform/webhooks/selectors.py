"""What programs read of webhooks: endpoints that no person switched off, and what became of their events."""

from __future__ import annotations

from django.db.models import QuerySet

from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent, WebhookSecret
from rada.web.paging import After, beyond


def endpoints_kept(*, after: After | None = None) -> QuerySet[WebhookEndpoint]:
    """Endpoints, the newest first; one that a person switched off is over for programs."""
    kept = WebhookEndpoint.objects.exclude(off_reason=WebhookEndpoint.OffReason.STAFF)
    return kept.filter(beyond(after, "created_at")).order_by("-created_at", "-pk")


def deliveries_to(endpoint: WebhookEndpoint, *, after: After | None = None) -> QuerySet[WebhookEvent]:
    """What one endpoint was told, the newest first, each with every try."""
    told = endpoint.events.filter(beyond(after, "created_at"))
    return told.prefetch_related("tries").order_by("-created_at", "-pk")


def secret_numbered(pk: int) -> WebhookSecret | None:
    """The secret behind a number that a service answered with; None once its endpoint is gone."""
    return WebhookSecret.objects.filter(pk=pk).first()
