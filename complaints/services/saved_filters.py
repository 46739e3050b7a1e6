"""A person's own views of the queue: a name, and what stands behind the question mark of its address."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from complaints import permissions
from complaints.models import SavedFilter
from orders.services import timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once

MOST = 20
KNOWN = frozenset({"tab", "state", "category", "partner", "handler", "o"})


class BadFilter(timeline.Refused):
    """A filter that cannot be kept; its text says why."""


def own(by: Actor) -> QuerySet[SavedFilter]:
    """This person's filters, by name."""
    return SavedFilter.objects.filter(user=by.user)


@once
def keep(*, by: Actor, name: str, query: str, key: Key | None = None) -> int:
    """Keep a filter under a name, in place of an older one of that name. Returns its primary key.

    What was searched for is left out: it may be somebody's name or phone. Raises PermissionDenied, BadFilter.
    """
    permissions.require(permissions.sees_complaints(by))
    given, titled = QueryDict(query, mutable=True), name.strip()
    for unknown in given.keys() - KNOWN:
        del given[unknown]
    chosen = given.urlencode()
    if not titled or len(titled) > 60:
        raise BadFilter(_("Give the filter a name of at most 60 characters."))
    if not chosen or len(chosen) > 400:
        raise BadFilter(_("Choose a filter first, then keep it."))
    if own(by).exclude(name=titled).count() >= MOST:
        raise BadFilter(_("You have %(count)s filters. Remove one first.") % {"count": MOST})
    return SavedFilter.objects.update_or_create(user=by.user, name=titled, defaults={"query": chosen})[0].pk


@once
def remove(saved: SavedFilter, *, by: Actor, key: Key | None = None) -> None:
    """Remove one of this person's own; anybody else's is left alone."""
    own(by).filter(pk=saved.pk).delete()
