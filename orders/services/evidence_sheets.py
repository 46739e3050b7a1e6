"""The evidence of one breach on paper: what was promised, the numbers, the whole chain of events, what was decided.

No text of anybody's and nothing about the customer stands on it. It says the same on a page, in a PDF, and to
`manage.py verify_timeline --sheet`.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orders import chain, sealing, selectors
from orders.models import Attachment, Breach, BreachDecision, Event, Photo
from orders.wording import breach_sentence, decision_why, rule_words, ruling_words
from orders.wording.costs import points_words
from orders.wording.policies import numbers_said
from partners.charter_words import clause_words
from partners.selectors import signature_at
from rada.web.wording import instant

NONE = "—"


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, and a table under its heads where there is one."""

    title: str
    lines: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Sheet:
    """One breach's evidence in words of the active language, and the same for programs."""

    title: str
    name: str
    sections: list[Section] = field(default_factory=list)
    content: dict[str, Any] = field(default_factory=dict)

    @property
    def block(self) -> str:
        """What programs read."""
        return sealing.block(self.content)


def sheet_of(breach: Breach, *, now: datetime) -> Sheet:
    """The sheet as of now."""
    events = sorted(selectors.timeline_of(breach.assignment), key=lambda event: event.position)
    photos, decisions = _photos(breach), list(selectors.decisions_about(breach))
    order = breach.assignment.order
    return Sheet(
        title=_("Evidence sheet · %(order)s · %(breach)s")
        % {"order": order.code, "breach": rule_words(breach.rule).title},
        name=f"rada-{order.code}-{breach.pk}",
        sections=[
            _about(breach, now),
            _promised(breach),
            _numbers(breach, events),
            _pinned(breach),
            _decided(decisions),
            _chain(breach, events),
            Section(_("Photos"), heads=[_("Event"), "SHA-256"], rows=photos),
        ],
        content=_content(breach, events, photos, decisions, now),
    )


def as_html(sheet: Sheet) -> bytes:
    """The sheet as a page to print, sealed."""
    return sealing.sealed_html(render_to_string("orders/evidence_sheet.html", {"sheet": sheet}).encode())


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF, sealed."""
    from orders import evidence_pdf  # it loads Pillow: only where something is drawn

    into = io.BytesIO()
    evidence_pdf.write(into, sheet)
    return sealing.sealed_pdf(into.getvalue())


def _about(breach: Breach, now: datetime) -> Section:
    order = breach.assignment.order
    told = (
        (_("Order"), f"{order.code} · {order.service}"),
        (_("Partner"), breach.assignment.partner.name),
        (_("Occurred"), instant(breach.occurred_at)),
        (_("Recorded"), instant(breach.found_at)),
        (_("Severity"), breach.get_severity_display()),
        (_("State"), f"{breach.get_state_display()} · {points_words(breach.points)}"),
        (_("Sheet made"), instant(now)),
    )
    return Section(_("Breach"), rows=[[str(label), str(value)] for label, value in told])


def _promised(breach: Breach) -> Section:
    """The clause as the partner signed it; where it had signed nothing, in our words alone."""
    words, signature = clause_words(breach.clause), signature_at(breach.assignment.partner, breach.occurred_at)
    lines = [str(rule_words(breach.rule).asks)]
    if signature is None:
        lines.append(_("The partner had not signed the charter then. In short: %(text)s") % {"text": words.summary})
    else:
        text = signature.version.clauses.filter(code=breach.clause).values_list("text", flat=True).first() or NONE
        told = {"number": signature.version.number, "at": instant(signature.signed_at), "text": text}
        lines.append(_("Charter, version %(number)s, signed %(at)s: %(text)s") % told)
    title = _("Commitment %(code)s · %(title)s") % {"code": breach.clause, "title": words.title}
    return Section(title, lines=lines)


def _numbers(breach: Breach, events: Sequence[Event]) -> Section:
    """The sentence, with the hours that counted and did not, and the events it rests on."""
    rests_on = [event for event in events if event.event_id in breach.evidence]
    return Section(
        _("The numbers"),
        lines=[capfirst(breach_sentence(breach, events))],
        heads=[_("Place"), _("Event it rests on"), _("Happened")],
        rows=[[str(event.position), event.get_kind_display(), instant(event.at)] for event in rests_on],
    )


def _pinned(breach: Breach) -> Section:
    """Terms and policy as they were pinned at the offer."""
    terms, policy = breach.assignment.terms, breach.assignment.policy
    told = {"terms": terms.number, "since": instant(terms.starts_at), "policy": policy.number}
    return Section(
        _("What was pinned at the offer"),
        lines=[_("Terms: version %(terms)s, in force from %(since)s. Policy: version %(policy)s.") % told],
        rows=[[label, value] for label, value in numbers_said(policy)],
    )


def _decided(decisions: Sequence[BreachDecision]) -> Section:
    """What was decided, without what people wrote beside it: a note can be erased, a sheet cannot."""
    rows = [[instant(each.decided_at), each.get_kind_display(), _why(each)] for each in decisions]
    return Section(_("Decisions"), heads=[_("When"), _("What"), _("Why")], rows=rows)


def _why(decision: BreachDecision) -> str:
    """A person's reason by its code alone, without their name; else the event or closure behind it."""
    return decision_why(decision) if decision.decided_by is None else ruling_words(decision.reason)


def _chain(breach: Breach, events: Sequence[Event]) -> Section:
    """Every event of the timeline with its hash and the one before it."""
    return Section(
        _("The whole timeline"),
        lines=[_("Head of the chain: %(hash)s") % {"hash": breach.assignment.head_hash or NONE}],
        heads=[_("Place"), _("Event"), _("Happened"), _("Recorded"), _("Hash, and the one before it")],
        rows=[
            [
                str(event.position), event.get_kind_display(), instant(event.at), instant(event.recorded_at),
                f"{event.hash}\n{event.previous_hash or NONE}",
            ]
            for event in events
        ],
    )  # fmt: skip


def _photos(breach: Breach) -> list[list[str]]:
    """The fingerprints of every photo beside the timeline that is kept, by the id of its event."""
    kept = (
        model._default_manager.filter(event__assignment=breach.assignment_id, file__isnull=False)
        for model in (Attachment, Photo)
    )
    return sorted(
        [event, digest] for rows in kept for event, digest in rows.values_list("event__event_id", "file__digest")
    )


def _content(
    breach: Breach, events: Sequence[Event], photos: list[list[str]], decisions: Sequence[BreachDecision], now: datetime
) -> dict[str, Any]:
    return {
        "sheet": 1,
        "made_at": chain.stated(now),
        "breach": breach.pk,
        "order": breach.assignment.order.code,
        "rule": breach.rule,
        "subject": breach.subject,
        "events": [event_stated(event) for event in events],
        "head": breach.assignment.head_hash,
        "photos": photos,
        "decisions": [decision_stated(each) for each in decisions],
    }


def event_stated(event: Event) -> dict[str, Any]:
    """An event as a sheet states it."""
    return {
        "position": event.position,
        "id": event.event_id,
        "kind": event.kind,
        "at": chain.stated(event.at),
        "recorded_at": chain.stated(event.recorded_at),
        "hash": event.hash,
        "previous": event.previous_hash,
    }


def decision_stated(decision: BreachDecision) -> list[str]:
    """A decision as a sheet states it."""
    return [chain.stated(decision.decided_at), str(decision.kind), decision.reason]
