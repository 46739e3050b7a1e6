"""Tokens of programs that call the API: hashed, scoped, expiring; rotated with an overlap, so that no call fails.

token = integrations.make("Rada backend", scopes=["orders:read"], days=365).token      shown this once
token = integrations.rotate(integration, overlap_days=7).token                          the old ones end in a week
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rada.platform import access_tokens
from rada.platform.idempotency import Key, once
from rada.platform.models import AccessToken, Integration
from rada.web import clock

PURPOSE = "integration"
PREFIX = "rada_int_"  # what scanners for leaked secrets look for
LONGEST_DAYS = 730
NOTED_EVERY = timedelta(minutes=1)


class NotOpen(Exception):
    """The integration was ended."""

    def __str__(self) -> str:
        return _("This integration was ended. Make a new one.")


@dataclass(frozen=True)
class Secret:
    """A secret to hand over; no number or text, so that it is never kept as the answer to a key."""

    integration: Integration
    token: str


@once
def make(name: str, *, scopes: list[str], days: int, key: Key | None = None) -> Secret:
    """A new integration with its first token, good for so many days. Raises IntegrityError for a name that is taken."""
    made = Integration.objects.create(name=name, scopes=sorted(scopes), created_at=clock.now())
    return Secret(made, _issue(made, days))


@once
def rotate(integration: Integration, *, days: int, overlap_days: int, key: Key | None = None) -> Secret:
    """A new token; those before it end after the overlap, at once where it is 0. Raises NotOpen."""
    locked = Integration.objects.select_for_update(no_key=True).get(pk=integration.pk)
    if locked.ended_at is not None:
        raise NotOpen
    ends_at = clock.now() + timedelta(days=overlap_days)
    tokens_of(locked).filter(expires_at__gt=ends_at).update(expires_at=ends_at)
    return Secret(locked, _issue(locked, days))


@once
def end(integration: Integration, *, key: Key | None = None) -> None:
    """Every token of the integration ends now, and it gets no new one."""
    locked = Integration.objects.select_for_update(no_key=True).get(pk=integration.pk)
    if locked.ended_at is None:
        locked.ended_at = clock.now()
        locked.save(update_fields=["ended_at"])
    access_tokens.revoke(PURPOSE, _subject(locked.pk))


def tokens_of(integration: Integration) -> QuerySet[AccessToken]:
    """The tokens that open the API for an integration now, the newest first."""
    return access_tokens.open_for(PURPOSE, _subject(integration.pk))


def last_used_at(integration: Integration) -> datetime | None:
    """When somebody last called with one of its tokens, to the minute."""
    used = AccessToken.objects.filter(purpose=PURPOSE, subject=_subject(integration.pk), last_used_at__isnull=False)
    return used.order_by("-last_used_at").values_list("last_used_at", flat=True).first()


def behind(token: str) -> Integration | None:
    """The integration of a token, its use noted once a minute; None for a wrong, expired or revoked one."""
    found = access_tokens.opened(PURPOSE, token) if token.startswith(PREFIX) else None
    if found is None:
        return None
    if found.last_used_at is None or clock.now() - found.last_used_at > NOTED_EVERY:
        access_tokens.note_use(found.pk)
    return Integration.objects.filter(pk=int(found.subject.rpartition(":")[2]), ended_at__isnull=True).first()


def _issue(integration: Integration, days: int) -> str:
    token = PREFIX + access_tokens.new()
    valid_for = timedelta(days=min(days, LONGEST_DAYS))
    return access_tokens.issue(PURPOSE, _subject(integration.pk), valid_for=valid_for, token=token)


def _subject(pk: int) -> str:
    return f"integration:{pk}"
