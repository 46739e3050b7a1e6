"""How an endpoint fares: marked when something was given up, switched off when it has failed for too long or is gone.

Callers hold the endpoint's lock. Whoever may set endpoints up is told when one is switched off by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model

from rada.platform import outbox
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent

MAY = "platform.change_webhookendpoint"
OFF_AFTER = timedelta(days=5)
LEVEL = "webhook_off"
State, OffReason = WebhookEndpoint.State, WebhookEndpoint.OffReason


def lock(pk: int) -> WebhookEndpoint:
    """The endpoint as it stands, kept from others' changes until the transaction ends; events are written meanwhile."""
    return WebhookEndpoint.objects.select_for_update(no_key=True).get(pk=pk)


def went_well(endpoint: WebhookEndpoint) -> None:
    """It has taken an event: whatever failed before is over."""
    if endpoint.state == State.FAILING or endpoint.failing_since is not None:
        endpoint.state = State.ON if endpoint.state == State.FAILING else endpoint.state
        endpoint.failing_since = None
        endpoint.save(update_fields=["state", "failing_since"])


def failed(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """A try failed; since when, is noted once."""
    if endpoint.failing_since is None:
        endpoint.failing_since = at
        endpoint.save(update_fields=["failing_since"])


def gave_up(endpoint: WebhookEndpoint, *, at: datetime) -> None:
    """An event was given up: the endpoint is marked, and off where nothing has gone well for OFF_AFTER."""
    failed(endpoint, at=at)
    if endpoint.is_off:
        return
    if endpoint.failing_since is not None and at - endpoint.failing_since >= OFF_AFTER:
        switch_off(endpoint, OffReason.FAILING, at=at)
    else:
        endpoint.state = State.FAILING
        endpoint.save(update_fields=["state"])


def switch_off(endpoint: WebhookEndpoint, reason: WebhookEndpoint.OffReason, *, at: datetime) -> None:
    """Write and send nothing more; what waits is given up. Where no person did it, people are told.

    A person's word stands over what happened by itself.
    """
    if endpoint.is_off and reason != OffReason.STAFF:
        return
    endpoint.state, endpoint.off_reason = State.OFF, reason
    endpoint.save(update_fields=["state", "off_reason"])
    waiting = endpoint.events.filter(state=WebhookEvent.State.WAITING)
    waiting.update(state=WebhookEvent.State.GIVEN_UP, finished_at=at)
    if reason != OffReason.STAFF:
        _tell_people(endpoint, at)


def _tell_people(endpoint: WebhookEndpoint, at: datetime) -> None:
    facts: dict[str, object] = {"endpoint": endpoint.pk, "host": urlsplit(endpoint.url).hostname}
    subject = f"webhook:{endpoint.pk}:{at.isoformat()}"
    people = get_user_model()._default_manager.with_perm(MAY, backend=settings.AUTHENTICATION_BACKENDS[-1])
    keepers = people.filter(is_staff=True, is_active=True).order_by("pk")
    outbox.tell(outbox.notice(f"staff:{user.pk}", subject, LEVEL, at=at, facts=facts) for user in keepers)
