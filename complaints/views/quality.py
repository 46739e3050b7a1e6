"""A partner's score: the whole of it, one clause with its orders, and the points that weigh."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.scores import definition, selectors
from complaints.scores.card import Card, ClauseScore, Tally
from complaints.scores.definition import CLAUSES, Verdict
from complaints.scores.numbers import Numbers
from complaints.wording import quality as words
from orders import permissions
from orders.models import Assignment
from orders.views import chronicle
from orders.wording import rule_words
from orders.wording.costs import points_words
from partners.charter_words import clause_words, section_title
from rada.web import clock
from rada.web.access import allow
from rada.web.paging import After, after

PAGE = 20
CANCELLED = "cancelled"


class Count(NamedTuple):
    """How many orders stand so under a clause, and the name that opens them."""

    name: str
    orders: int
    word: Any
    tone: str = ""
    icon: str = ""


class Row(NamedTuple):
    """One clause's line of the score."""

    score: ClauseScore
    clause: Any
    line: str
    weeks: list[tuple[int, int]]
    weeks_words: str
    counts: list[Count]
    points: str


@allow(permissions.is_dispatching)
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """90 days: points, rates, and every clause with the numbers behind it."""
    now = clock.now()
    card = _card(request, now)
    rows = [_row(card, code) for code in CLAUSES]
    sections = [(section_title(letter), [row for row in rows if row.clause.section == letter]) for letter in "ABC"]
    return render(
        request,
        "complaints/quality.html",
        {
            "card": card,
            "sections": sections if card.orders else [],
            "since": definition.begins(now),
            "enough": card.numbers.enough,
            "ladder": words.ladder_words(card),
            "answers": words.answers_words(card),
            "answers_rate": _rate(card.answers_percent),
            "answer_days": card.numbers.answers_days,
            "cancels": words.cancels_words(card),
            "cancels_rate": _rate(card.cancels_percent),
            "now": now,
        },
    )


@allow(permissions.is_dispatching)
@require_safe
def quality_clause(request: HttpRequest, clause: str) -> HttpResponse:
    """One clause: its numbers, and the orders behind each; which of them stands in the address."""
    if clause not in CLAUSES:
        raise Http404
    now = clock.now()
    card = _card(request, now)
    row = _row(card, clause)
    window, show = _asked(request, clause, card.numbers)
    found = selectors.orders_under(
        clause,
        request.actor,  # type: ignore[attr-defined]
        show=show,
        window=window,
        now=now,
        after=after(request.GET.get("after", "")),
    )
    orders = list(found[: PAGE + 1])
    return render(
        request,
        "complaints/quality_clause.html",
        {
            "row": row,
            "show": show,
            "days": window.days if window != definition.WINDOW else "",
            "shows": _shows(row, show),
            "orders": [_scored(clause, each) for each in orders[:PAGE]],
            "what_counts": words.what_counts(clause),
            "weeks": list(zip(words.weeks_begin(now), row.score.weeks, strict=True))[::-1],
            "since": definition.begins(now, window),
            "now": now,
            **_pages(request, orders, "offered_at"),
        },
    )


@allow(permissions.is_dispatching)
@require_safe
def quality_points(request: HttpRequest) -> HttpResponse:
    """The breaches whose points weigh now, and until when; one clause's where the address names it."""
    now = clock.now()
    clause = request.GET.get("clause", "")
    clause = clause if clause in CLAUSES else ""
    begins = after(request.GET.get("after", ""))
    found = selectors.breaches_weighing(request.actor, clause=clause, now=now, after=begins)  # type: ignore[attr-defined]
    breaches = list(found[: PAGE + 1])
    numbers = selectors.numbers_at(now)
    return render(
        request,
        "complaints/quality_points.html",
        {
            "clause": clause_words(clause) if clause else None,
            "rows": [
                {
                    "breach": each,
                    "title": rule_words(each.rule).title,
                    "points": points_words(each.points),
                    "expires_at": definition.expires(each.occurred_at, numbers),
                }
                for each in breaches[:PAGE]
            ],
            "now": now,
            **_pages(request, breaches, "occurred_at"),
        },
    )


def _card(request: HttpRequest, now: datetime) -> Card:
    partner = request.actor.partner_id  # type: ignore[attr-defined]
    return selectors.cards([partner], now=now)[partner]


def _rate(percent: int | None) -> str:
    return "" if percent is None else words.percent_words(percent)


def _row(card: Card, code: str) -> Row:
    score = card.clauses[code]
    return Row(
        score=score,
        clause=clause_words(score.clause),
        line=words.tally_words(score.whole, card.numbers),
        weeks=[(week.kept + week.pending, week.broken) for week in score.weeks],
        weeks_words=words.weeks_words(score.whole),
        counts=_counts(score.whole),
        points=points_words(score.points) if score.points else "",
    )


def _counts(tally: Tally) -> list[Count]:
    return [Count(show.value, getattr(tally, show), *words.VERDICT_WORDS[show]) for show in Verdict]


def _shows(row: Row, show: str) -> list[Count]:
    everything = Count("", row.score.whole.counted, _("All that count"))
    extra = [Count(CANCELLED, -1, _("cancelled by you"))] if show == CANCELLED else []
    return [everything, *row.counts, *extra]


def _asked(request: HttpRequest, clause: str, numbers: Numbers) -> tuple[timedelta, str]:
    """The window and the verdict that the address names; a rate has a window of its own."""
    show = request.GET.get("show", "")
    known = {*Verdict, CANCELLED} if clause == "A2" else set(Verdict)
    show = show if show in known else ""
    if clause == "A1" and request.GET.get("days") == str(numbers.answers_days):
        return numbers.answers_window, show
    return numbers.cancels_window if show == CANCELLED else definition.WINDOW, show


def _scored(clause: str, order: Assignment) -> dict[str, Any]:
    facts, stains = selectors.facts_of(order), order.stains  # type: ignore[attr-defined]
    verdict = definition.verdict(clause, facts, {breach.state for breach in stains})
    excluded = verdict == Verdict.EXCLUDED
    return {
        "assignment": order,
        "order": order.order,
        "verdict": words.VERDICT_WORDS[verdict],
        "why_not": words.why_excluded(clause, facts) if excluded else "",
        "breaches": [(each, rule_words(each.rule).title, chronicle.breach_state_of(each)) for each in stains],
    }


def _pages(request: HttpRequest, found: list[Any], instant: str) -> dict[str, Any]:
    last = found[PAGE - 1] if len(found) > PAGE else None
    older = str(After(getattr(last, instant), last.pk)) if last is not None else ""
    return {"older": older, "is_first_page": after(request.GET.get("after", "")) is None}
