"""What Rada decided about a partner, on its quality page: what, why, until when, and what to do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from complaints import permissions, selectors
from complaints.models import Measure
from complaints.wording import measures as words
from orders.models import Breach
from orders.selectors import breaches_visible_to
from orders.wording import rule_words
from partners.actors import actor_of
from rada.web import panels

SHOWN = 5


def fill() -> None:
    """Show it above the numbers; and to staff, on a partner's page, the way to its score card."""
    panels.fill("measures", of_partner)
    panels.fill("partner_desk", score_card)


def score_card(request: HttpRequest, partner: Any) -> str:
    """The way to the score card, for whoever may see it."""
    if not permissions.sees_score_cards(actor_of(request.user)):  # type: ignore[arg-type]
        return ""
    return render_to_string("admin/complaints/_standing.html", {"partner": partner}, request)


def of_partner(request: HttpRequest, subject: Any) -> str:
    """The measures that run, and the last ones that are over; empty where there never was one."""
    actor = request.actor  # type: ignore[attr-defined]
    found = list(selectors.measures_told(actor)[:SHOWN])
    if not found:
        return ""
    named = {row["breach"] for measure in found for row in measure.breaches}
    breaches = {each.pk: each for each in breaches_visible_to(actor).filter(pk__in=named)}
    return render_to_string(
        "complaints/_measures.html",
        {
            "running": [_told(each, breaches) for each in found if each.state == Measure.State.TAKEN],
            "over": [_told(each, breaches) for each in found if each.state == Measure.State.ENDED],
        },
        request,
    )


def _told(measure: Measure, breaches: dict[int, Breach]) -> dict[str, Any]:
    behind = [breaches[row["breach"]] for row in measure.breaches if row["breach"] in breaches]
    return {
        "measure": measure,
        "words": words.STEP_WORDS[measure.step],
        "why": words.why(measure),
        "breaches": [(each, rule_words(each.rule).title) for each in behind],
    }
