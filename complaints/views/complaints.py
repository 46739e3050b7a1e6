"""Complaints about a partner's work: the list, and one with everything that was said and the form to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import selectors
from complaints.selectors import ToldComplaint
from complaints.wording import complaints as wording
from orders import acts, countdowns
from orders.forms.answers import ComplaintForm
from orders.models import Assignment, Event
from orders.permissions import is_member
from orders.selectors import breaches_visible_to, clocks_running, closures_between
from orders.services import attachments, complaints, timeline
from orders.services.cases import holds_for
from orders.views import chronicle
from rada.lib import log_lines
from rada.platform.idempotency import KeyReused
from rada.web import clock
from rada.web.access import allow
from rada.web.paging import After, after

PAGE, MOST_OPEN = 20, 50
RULES = ("A5.complaint_unanswered", "C3.complaint_unanswered")


@allow(is_member)
@require_safe
def complaints_list(request: HttpRequest) -> HttpResponse:
    """Open complaints first, the oldest first; then the closed ones, the newest first, page by page."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    begins = after(request.GET.get("after", ""))
    opened = [] if begins else list(selectors.complaints_open(actor)[:MOST_OPEN])
    closed = list(selectors.complaints_closed(actor, after=begins)[: PAGE + 1])
    last = closed[PAGE - 1] if len(closed) > PAGE else None
    rows = _rows(request, [*opened, *closed[:PAGE]], now)
    return render(
        request,
        "complaints/complaints.html",
        {
            "opened": rows[: len(opened)],
            "closed": rows[len(opened) :],
            "is_first_page": begins is None,
            "older": str(After(last.at, last.pk)) if last is not None else "",
            "now": now,
        },
    )


@allow(is_member)
@require_http_methods(["GET", "HEAD", "POST"])
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint; an answer that is sent is recorded, and one that cannot be keeps what was typed."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    opened = get_object_or_404(selectors.openings_visible_to(actor), pk=pk)
    log_lines.note(order=opened.assignment.order.code)
    if request.method != "POST":
        return _page(request, opened)
    reference = opened.payload["complaint"]
    form = ComplaintForm({**request.POST.dict(), "complaint": reference})
    if not form.is_valid():
        return _page(request, opened, form, status=422)
    key = request.idempotency_key  # type: ignore[attr-defined]
    try:
        complaints.reply(opened.assignment, by=actor, complaint=reference, text=form.cleaned_data["text"], key=key)
    except (timeline.Refused, KeyReused) as error:
        return _page(request, opened, form, refusal=str(error), status=409)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Your answer was sent."))
    return redirect("complaints:complaint", pk=pk)


def order_panel(request: HttpRequest, assignment: Assignment) -> str:
    """On the page of an order: its closed complaints; those that are open stand there with their form."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    openings = list(selectors.openings_visible_to(actor).filter(assignment=assignment).order_by("at", "pk"))
    now = clock.now()
    rows = [row for row in _rows(request, openings, now) if row["complaint"].closing is not None]
    return render_to_string("complaints/_of_order.html", {"rows": rows, "now": now}, request) if rows else ""


def complaint_panel(request: HttpRequest, opened: Event) -> str:
    """Beside an open complaint on the page of its order: where all of it is told."""
    return render_to_string("complaints/_whole.html", {"opened": opened}, request)


def _page(
    request: HttpRequest, opened: Event, form: ComplaintForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    (row,) = _rows(request, [opened], now)
    told: ToldComplaint = row["complaint"]
    choice = acts.choice(acts.ANSWER_COMPLAINT, opened.assignment, actor)
    ids = [event.event_id for event in told.events]
    shown = {
        **row,
        "lines": [_line(event, row["category"]) for event in told.events],
        "photos": attachments.photos_of([opened]).get(opened.pk, []),
        "form": form or ComplaintForm(initial={"complaint": told.reference}),
        "can_answer": choice.possible and told.closing is None,
        "why_not": _("Rada has closed this complaint.") if told.closing is not None else choice.why_not,
        "refusal": refusal,
        "breaches": list(breaches_visible_to(actor).filter(assignment=opened.assignment, subject__in=ids)),
        "now": now,
    }
    return render(request, "complaints/complaint.html", shown, status=status)


def _rows(request: HttpRequest, openings: Sequence[Event], now: datetime) -> list[dict[str, Any]]:
    """Complaints as lists and pages show them, each with its nearest running clock; a handful of queries for all."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    running = list(
        clocks_running(actor).filter(assignment_id__in={each.assignment_id for each in openings}, rule__in=RULES)
    )
    closures = closures_between(now, max((each.due_at for each in running), default=now)) if running else []
    shown = []
    for told in selectors.told_of(openings):
        ids = {event.event_id for event in told.events}
        own = [each for each in running if each.assignment_id == told.assignment.pk and each.subject in ids]
        holding = [closure for closure in closures if holds_for(closure, told.assignment)]
        countdown = countdowns.countdown(own[0], holding, now) if own else None
        texts = {event.pk: chronicle.texts_of(event) for event in told.events}
        opened = next((event for event in told.events if event.pk == told.opened.pk), told.opened)
        shown.append(
            {
                "complaint": told,
                "order": told.assignment.order,
                "category": wording.category_of(opened, texts.get(opened.pk, {})),
                "text": texts.get(opened.pk, {}).get("text", ""),
                "countdown": countdown,
                "state": wording.standing(
                    closing=told.closing, is_unanswered=told.is_unanswered, is_late=countdown is None
                ),
            }
        )
    return shown


def _line(event: Event, category: str) -> dict[str, Any]:
    """One thing that was said."""
    line = chronicle.line_of(event)
    return {
        "words": wording.said(event, category),
        "text": chronicle.texts_of(event).get("text", ""),
        "at": event.at,
        "icon": "kept" if event.kind == selectors.CLOSED else "message",
        "tone": line.tone,
    }
