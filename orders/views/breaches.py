"""What was recorded as broken: the list, and one breach with the numbers it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import listings, permissions, selectors
from orders.forms import filters
from orders.models import Breach
from orders.services import cures, evidence_sheets
from orders.services.breaches import STANDING
from orders.views import chronicle
from orders.views.orders import PAGE
from orders.wording import breach_sentence, rule_words
from orders.wording.costs import points_words
from orders.wording.cures import cure_words
from partners.charter_words import clause_words
from rada.lib import log_lines
from rada.platform import inbox
from rada.web import clock
from rada.web.access import allow
from rada.web.paging import After, after

Stretch = tuple[datetime, datetime]


@allow(permissions.is_member)
@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """Breaches, the newest first; state and clause stand in the address."""
    asked, begins = filters.breach_filter(request.GET), after(request.GET.get("after", ""))
    listed = listings.breaches_listed(request.actor, asked, after=begins)  # type: ignore[attr-defined]
    found = list(listed[: PAGE + 1])
    last = found[PAGE - 1] if len(found) > PAGE else None
    evidence = selectors.evidence_of(found[:PAGE])
    return render(
        request,
        "orders/breaches.html",
        {
            "rows": [_told(each, evidence[each.pk]) for each in found[:PAGE]],
            "groups": _groups(),
            "group": asked.group,
            "clause": asked.clause,
            "clauses": filters.clause_choices(),
            "can_export": permissions.is_dispatching(request.actor),  # type: ignore[attr-defined]
            "is_first_page": begins is None,
            "older": str(After(last.occurred_at, last.pk)) if last is not None else "",
            "now": clock.now(),
        },
    )


@allow(permissions.is_member)
@require_safe
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """One breach: the clause, the numbers in a sentence, the hours, the events, the points, cure and decisions."""
    found = _found(request, pk)
    if request.actor.is_dispatching:  # type: ignore[attr-defined]
        inbox.read(selectors.inboxes_of(request.actor), f"breach:{found.pk}", at=clock.now())  # type: ignore[attr-defined]
    return breach_page(request, found)


@allow(permissions.is_member)
@require_safe
def evidence_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that a breach rests on, on a page to print and keep."""
    found = _found(request, pk)
    return HttpResponse(evidence_sheets.as_html(evidence_sheets.sheet_of(found, now=clock.now())))


@allow(permissions.is_member)
@require_safe
def evidence_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as a PDF to save."""
    found = _found(request, pk)
    sheet = evidence_sheets.sheet_of(found, now=clock.now())
    named = {"Content-Disposition": f'attachment; filename="{sheet.name}.pdf"'}
    return HttpResponse(evidence_sheets.as_pdf(sheet), content_type="application/pdf", headers=named)


def _found(request: HttpRequest, pk: int) -> Breach:
    found = get_object_or_404(selectors.breaches_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    log_lines.note(order=found.assignment.order.code)
    return found


def breach_page(request: HttpRequest, found: Breach, *, status: int = 200) -> HttpResponse:
    """The page of a breach that this actor may see; upper apps answer with it where their form was refused."""
    now = clock.now()
    events = selectors.evidence_of([found])[found.pk]
    shown = {
        **_told(found, events),
        "clause": clause_words(found.clause),
        "events": [(chronicle.line_of(event), event.hash) for event in events],
        "strip": strip_of(found, now),
        "cure": cure_shown(found, now),
        "decisions": [chronicle.decision_of(each) for each in selectors.decisions_about(found)],
        "now": now,
    }
    return render(request, "orders/breach.html", shown, status=status)


def cure_shown(found: Breach, now: datetime) -> dict[str, Any] | None:
    """What still mends a breach that stands: what to do, until when, whether that is over; None where nothing does."""
    cure = cures.cure_of(found) if found.state in STANDING else None
    if cure is None:
        return None
    return {
        "words": cure_words(found.rule, cure.kinds),
        "until": cure.until,
        "is_over": now > cure.until,
        "is_possible": cure.is_possible,
    }


def strip_of(found: Breach, now: datetime) -> dict[str, Any] | None:
    """The hours of a clock for its drawing: begin, due, end and rests; None where no clock was broken."""
    facts = found.facts
    if not {"started_at", "due_at", "counted"} <= facts.keys():
        return None
    begin, due_at = _instant(facts["started_at"]), _instant(facts["due_at"])
    counted = [(_instant(since), _instant(to)) for since, to in facts["counted"]]
    end = _instant(facts["met_at"]) if facts.get("met_at") else None
    return {"begin": begin, "due_at": due_at, "end": end or min(now, due_at + (due_at - begin)),
            "rests": _gaps(begin, due_at, counted)}  # fmt: skip


def _gaps(begin: datetime, end: datetime, counted: list[Stretch]) -> list[Stretch]:
    edges = [begin, *(edge for stretch in counted for edge in stretch), end]
    return [(since, to) for since, to in zip(edges[::2], edges[1::2], strict=True) if since < to]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _told(found: Breach, events: list[Any]) -> dict[str, Any]:
    return {
        "breach": found,
        "order": found.assignment.order,
        "title": rule_words(found.rule).title,
        "asks": rule_words(found.rule).asks,
        "sentence": breach_sentence(found, events),
        "state": chronicle.breach_state_of(found),
        "points": points_words(found.points) if found.points else "",
    }


def _groups() -> list[tuple[str, str]]:
    return [("", _("All")), ("counted", _("Counted")), ("checking", _("Being checked")), ("lifted", _("Lifted"))]
