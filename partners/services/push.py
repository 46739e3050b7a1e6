"""Browsers that want to be rung: they subscribe and leave; whoever left the team is not rung any more."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from partners.actors import Actor
from partners.channels import people_behind
from partners.models import PushDevice
from rada.platform.channels import push
from rada.platform.idempotency import Key, once
from rada.web import clock

MOST_BROWSERS = 10
MOST_FAILURES = 50


class NotKnown(Exception):
    """An address that is no push service's."""

    def __str__(self) -> str:
        return _("This browser's push service is not known to Rada, so it cannot ring here.")


@once
def subscribe(*, by: Actor, endpoint: str, p256dh: str, auth: str, key: Key | None = None) -> None:
    """Ring this browser for `by` from now on; one address rings for one account. Beyond ten the oldest one leaves.

    Raises NotKnown for an address at a host that is not on the list.
    """
    if not by.is_partner or by.user is None:
        raise PermissionDenied
    if not push.is_allowed(endpoint):
        raise NotKnown
    kept = {"user": by.user, "p256dh": p256dh, "auth": auth, "failures": 0}
    PushDevice.objects.update_or_create(
        endpoint=endpoint, defaults=kept, create_defaults={**kept, "created_at": clock.now()}
    )
    newest = PushDevice.objects.filter(user=by.user).order_by("-created_at", "-pk").values_list("pk", flat=True)
    PushDevice.objects.filter(pk__in=list(newest[MOST_BROWSERS : 2 * MOST_BROWSERS])).delete()


@once
def unsubscribe(*, by: Actor, endpoint: str = "", key: Key | None = None) -> int:
    """Stop ringing this browser of `by`; without an address, every one. Returns how many stopped."""
    if by.user is None:
        raise PermissionDenied
    own = PushDevice.objects.filter(user=by.user)
    return (own.filter(endpoint=endpoint) if endpoint else own).delete()[0]


def browsers_of(audience: str) -> list[PushDevice]:
    """The browsers to ring for `partner:12` (its office alone) or `member:34`, of people who still work there."""
    people = people_behind([audience])[audience]
    return list(PushDevice.objects.filter(user__in=people).order_by("pk"))


def note_try(device: PushDevice, *, arrived: bool, is_gone: bool) -> None:
    """Forget a browser that has ended its subscription or could not be reached very often, one time after another."""
    failures = 0 if arrived else device.failures + 1
    same = PushDevice.objects.filter(pk=device.pk)
    if is_gone or failures > MOST_FAILURES:
        same.delete()
    else:
        same.update(failures=failures)
