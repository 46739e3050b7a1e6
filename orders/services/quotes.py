"""Quotes and their approval. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, EventKind, Quote
from orders.services import timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once


class OutdatedQuote(timeline.Refused):
    """The version to answer is not the one that waits."""

    def __str__(self) -> str:
        return _("This quote has changed since you opened it. Look at the new one before you answer.")


class BadQuote(timeline.Refused):
    """A quote that cannot be sent; its text says why."""


@once
def quote(
    assignment: Assignment,
    *,
    by: Actor,
    reference: str,
    lines: Sequence[dict[str, Any]],
    total: int,
    key: Key | None = None,
) -> None:
    """Quote a price, or quote it again under the same reference: a new version that the customer approves anew.

    A line is a mapping as docs/commitments.md §4 says; a `name` in it is kept beside the event.
    """
    if not lines:
        raise BadQuote(_("A quote needs at least one line."))
    timeline.record(
        assignment,
        EventKind.QUOTED,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={"quote": reference, "total": total, "lines": list(lines)},
    )


@once
def approve(version: Quote, *, by: Actor, digest: str, key: Key | None = None) -> None:
    """The customer approves this very version, named by its digest; an older one cannot be approved."""
    _answer(version, EventKind.QUOTE_APPROVED, by=by, digest=digest)


@once
def reject(version: Quote, *, by: Actor, digest: str, key: Key | None = None) -> None:
    """The customer does not want this version."""
    _answer(version, EventKind.QUOTE_REJECTED, by=by, digest=digest)


def _answer(version: Quote, kind: EventKind, *, by: Actor, digest: str) -> None:
    timeline.lock(version.assignment)
    version.refresh_from_db()
    if version.status != Quote.Status.WAITING or version.digest != digest:
        raise OutdatedQuote
    timeline.record(
        version.assignment,
        kind,
        by=by,
        permission=permissions.can_act_for_customer,
        fields={"quote": version.reference},
    )
