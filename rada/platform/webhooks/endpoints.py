"""What Rada's people do with endpoints: add, change, renew the secret, test, switch off and on, send events again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from rada.platform.idempotency import Key, once
from rada.platform.webhooks import addresses, keys, kinds, outbox, receivers
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent
from rada.web import clock
from rada.web.api.callers import Scope

MAY_ADD, MAY_CHANGE = "platform.add_webhookendpoint", receivers.MAY


@dataclass(frozen=True)
class Program:
    """An integration that acts for Rada: its scopes stand for the permissions of an account."""

    scopes: frozenset[str]

    def has_perm(self, permission: str) -> bool:
        """Whether it was trusted with webhooks."""
        return permission in {MAY_ADD, MAY_CHANGE} and Scope.WEBHOOKS_MANAGE in self.scopes


class Refused(Exception):
    """An act that cannot be done now; its text says why, for whoever tried."""


class SwitchedOff(Refused):
    """Nothing is sent to an endpoint that is off."""

    def __str__(self) -> str:
        return _("This endpoint is switched off. Switch it on first.")


class StillWaits(Refused):
    """An event that is on its way needs no sending again."""

    def __str__(self) -> str:
        return _("This event is still on its way: it is tried again by itself.")


@once
def add(
    *, by: Any, url: str, event_kinds: Sequence[str], audience: str = "", description: str = "", key: Key | None = None
) -> int:
    """Let an address be told of these kinds of events from now on, of one audience or of everybody. Returns its key.

    Its first secret is made with it. `by` is an account or a Program. Raises PermissionDenied, addresses.BadAddress,
    KeyError for an unknown kind.
    """
    _require(by, MAY_ADD)
    check_address(url)
    now = clock.now()
    endpoint = WebhookEndpoint.objects.create(
        url=url, kinds=_known(event_kinds), audience=audience, description=description, created_at=now
    )
    keys.renew(endpoint, at=now)
    return endpoint.pk


@once
def change(
    endpoint: WebhookEndpoint,
    *,
    by: Any,
    url: str,
    event_kinds: Sequence[str],
    audience: str = "",
    description: str = "",
    key: Key | None = None,
) -> None:
    """Another address, other kinds, another audience: from now on; what waits goes to the new address. As `add`."""
    _require(by, MAY_CHANGE)
    check_address(url)
    locked = receivers.lock(endpoint.pk)
    locked.url, locked.kinds = url, _known(event_kinds)
    locked.audience, locked.description = audience, description
    locked.save(update_fields=["url", "kinds", "audience", "description"])


@once
def renew_secret(endpoint: WebhookEndpoint, *, by: Any, at_once: bool = False, key: Key | None = None) -> int:
    """A new secret; the old one signs beside it for a day, or ends `at_once`. Returns the new row's key.

    Raises PermissionDenied.
    """
    _require(by, MAY_CHANGE)
    locked = receivers.lock(endpoint.pk)
    overlap = timedelta(0) if at_once else keys.OVERLAP
    return keys.renew(locked, at=clock.now(), overlap=overlap).pk


@once
def ping(endpoint: WebhookEndpoint, *, by: Any, key: Key | None = None) -> int:
    """Send a test of the connection, by the next sender. Returns the event's key.

    Raises PermissionDenied, SwitchedOff.
    """
    _require(by, MAY_CHANGE)
    locked = receivers.lock(endpoint.pk)
    if locked.is_off:
        raise SwitchedOff
    return outbox.ping(locked, at=clock.now()).pk


@once
def switch_off(endpoint: WebhookEndpoint, *, by: Any, key: Key | None = None) -> None:
    """Write and send nothing more; what waits is given up. Raises PermissionDenied."""
    _require(by, MAY_CHANGE)
    receivers.switch_off(receivers.lock(endpoint.pk), WebhookEndpoint.OffReason.STAFF, at=clock.now())


@once
def switch_on(endpoint: WebhookEndpoint, *, by: Any, key: Key | None = None) -> None:
    """Tell it of what happens from now on. Raises PermissionDenied."""
    _require(by, MAY_CHANGE)
    locked = receivers.lock(endpoint.pk)
    if locked.is_off:
        locked.state, locked.off_reason, locked.failing_since = WebhookEndpoint.State.ON, "", None
        locked.save(update_fields=["state", "off_reason", "failing_since"])


@once
def send_again(event: WebhookEvent, *, by: Any, key: Key | None = None) -> None:
    """Send an event anew that was delivered or given up, with the same id and all its tries before it.

    Raises PermissionDenied, SwitchedOff, StillWaits.
    """
    _require(by, MAY_CHANGE)
    if receivers.lock(event.endpoint_id).is_off:
        raise SwitchedOff
    over = WebhookEvent.objects.filter(pk=event.pk).exclude(state=WebhookEvent.State.WAITING)
    if not over.update(state=WebhookEvent.State.WAITING, attempts=0, try_at=clock.now(), finished_at=None):
        raise StillWaits


def check_address(url: str) -> None:
    """Raise BadAddress where nothing could be sent there, whatever its name resolves to, and for Rada's own name."""
    target = addresses.read(url, settings.WEBHOOK_ALLOWED_NETWORKS)
    if not settings.WEBHOOK_ALLOWED_NETWORKS and target.host == urlsplit(settings.SITE_URL).hostname:
        raise addresses.BadAddress(_("This is Rada's own address."))


def _known(names: Sequence[str]) -> list[str]:
    return [kinds.named(name).name for name in names]


def _require(by: Any, permission: str) -> None:
    if not by.has_perm(permission):
        raise PermissionDenied
