"""Quotes and their approval. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from orders import permissions, pricing
from orders.commitments.case import POLICY_DEFAULTS
from orders.models import Assignment, Event, EventKind, Quote
from orders.pricing import MOST_LINES, MOST_UNITS, MOST_VND
from orders.services import timeline
from orders.services.rows import QUOTE_KINDS
from orders.services.spoken import WRITTEN, Spoken
from partners.actors import Actor
from rada.lib.money import format_vnd
from rada.lib.text import clean
from rada.platform import outbox
from rada.platform.idempotency import Key, once

LONGEST_REASON = 1000


class OutdatedQuote(timeline.Refused):
    """The version to answer is not the one that waits."""

    def __str__(self) -> str:
        return _("This quote has changed since you opened it. Look at the new one before you answer.")


class BadQuote(timeline.Refused):
    """A quote, or an answer to one, that cannot be sent; its text says why."""


class AboveTheList(BadQuote):
    """A line asks more than was published for its code; `index` is the line's, from 0, `most` is in đồng."""

    def __init__(self, index: int, most: int) -> None:
        self.index, self.most = index, most
        super().__init__(index, most)

    def __str__(self) -> str:
        return above_the_list(self.most)


class QuotedMeanwhile(timeline.Refused):
    """Somebody sent another version, or the customer answered, since the page was opened."""

    def __str__(self) -> str:
        return _("The quote has changed since you opened this page. Compare, then send yours again if it still holds.")


def above_the_list(most: int) -> str:
    """Why a listed line may not cost more."""
    return _("Your published price is at most %(most)s, so you cannot ask more under this name.") % {
        "most": format_vnd(most)
    }


@once
def quote(
    assignment: Assignment,
    *,
    by: Actor,
    reference: str,
    lines: Sequence[dict[str, Any]],
    total: int,
    discount: int = 0,
    promotion: str = "",
    seen: int | None = None,
    key: Key | None = None,
) -> None:
    """Quote a price, or quote it again under the same reference: a new version that the customer approves anew.

    A line is a mapping as docs/commitments.md §4 says; a `name` in it is kept beside the event, and so are the
    `discount` in đồng and the code of the `promotion` behind it. `seen` is `quote_versions.seen` of the page it was
    written on. Raises BadQuote, AboveTheList, QuotedMeanwhile.
    """
    locked = timeline.lock(assignment)
    permissions.require(permissions.can_work_on_assignment, by, locked)
    if seen is not None and locked.events.filter(kind__in=QUOTE_KINDS).count() != seen:
        raise QuotedMeanwhile
    _require_sound(lines, total=total, discount=discount)
    _require_as_published(locked, lines)
    extras = {"discount": discount, "promotion": promotion} if discount else {}
    timeline.record(
        assignment,
        EventKind.QUOTED,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={"quote": reference, "total": total, "lines": list(lines), **extras},
    )


@once
def approve(version: Quote, *, by: Actor, digest: str, spoken: Spoken = WRITTEN, key: Key | None = None) -> None:
    """The customer approves this very version, named by its digest; an older one cannot be approved."""
    _answer(version, EventKind.QUOTE_APPROVED, by=by, digest=digest, extras=spoken.fields)


@once
def reject(
    version: Quote,
    *,
    by: Actor,
    digest: str,
    declined: Sequence[str] = (),
    text: str = "",
    spoken: Spoken = WRITTEN,
    key: Key | None = None,
) -> None:
    """The customer does not want this version: not the lines `declined`, or none of it where none is named."""
    said = clean(text).strip()
    if len(said) > LONGEST_REASON:
        raise BadQuote(_("Say why in at most %(count)s characters.") % {"count": LONGEST_REASON})
    if not set(declined) <= set(version.lines.values_list("line", flat=True)):
        raise BadQuote(_("This quote has no such line. Open the page again."))
    extras = {"declined": list(declined), **({"text": said} if said else {}), **spoken.fields}
    _answer(version, EventKind.QUOTE_REJECTED, by=by, digest=digest, extras=extras)


def _require_sound(lines: Sequence[dict[str, Any]], *, total: int, discount: int) -> None:
    """Lines and amounts within their bounds, and a total that is what the lines come to. Raises BadQuote."""
    if not lines:
        raise BadQuote(_("A quote needs at least one line."))
    if len(lines) > MOST_LINES:
        raise BadQuote(_("A quote has at most %(count)s lines.") % {"count": MOST_LINES})
    for line in lines:
        if not 1 <= line["qty"] <= MOST_UNITS:
            raise BadQuote(_("Every quantity must be from 1 to %(count)s.") % {"count": MOST_UNITS})
        if not 0 <= line["unit_price"] <= MOST_VND:
            raise BadQuote(_("Every price must be from 0 to %(most)s.") % {"most": format_vnd(MOST_VND)})
    subtotal = pricing.subtotal_of(lines)
    if not 0 <= discount <= subtotal:
        raise BadQuote(_("The discount cannot be more than what the lines cost."))
    if total != subtotal - discount:
        raise BadQuote(_("The total must be what the lines cost, less the discount."))
    if total > MOST_VND:
        raise BadQuote(_("A quote comes to at most %(most)s.") % {"most": format_vnd(MOST_VND)})


def _require_as_published(assignment: Assignment, lines: Sequence[dict[str, Any]]) -> None:
    content, tolerance = assignment.terms.content, tolerance_of(assignment)
    for index, line in enumerate(lines):
        if pricing.too_dear(line["code"], line["unit_price"], content, tolerance):
            most = pricing.most_allowed(line["code"], content, tolerance)
            raise AboveTheList(index, most or 0)


def tolerance_of(assignment: Assignment) -> int:
    """By how many percent a price may exceed the published one, by the pinned policy."""
    numbers = {**POLICY_DEFAULTS, **assignment.policy.numbers}
    return int(numbers["price_tolerance_percent"])


def _answer(version: Quote, kind: EventKind, *, by: Actor, digest: str, extras: dict[str, Any] | None = None) -> None:
    locked = timeline.lock(version.assignment)
    permissions.require(permissions.can_act_for_customer, by, locked)
    version.refresh_from_db()
    if version.status != Quote.Status.WAITING or version.digest != digest:
        raise OutdatedQuote
    event = timeline.record(
        version.assignment,
        kind,
        by=by,
        permission=permissions.can_act_for_customer,
        fields={"quote": version.reference, **(extras or {})},
    )
    _tell_the_partner(locked, version, event)


def _tell_the_partner(assignment: Assignment, version: Quote, event: Event) -> None:
    """The office, and the technician whose job it is, learn what the customer said."""
    audiences = [f"partner:{assignment.partner_id}"]
    if assignment.technician_id is not None:
        audiences.append(f"member:{assignment.technician_id}")
    facts = {"order": assignment.order.code, "answer": str(event.kind), "total": version.total_vnd}
    subject = f"assignment:{assignment.pk}:quote:{version.pk}"
    outbox.tell(outbox.notice(to, subject, "quote_answer", at=event.at, facts=facts) for to in audiences)
