"""What Rada decided about a partner, on its quality page: what, why, until when, and what to do now."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from complaints import selectors
from complaints.models import Measure
from complaints.wording import measures as words
from orders.models import Breach
from orders.selectors import breaches_visible_to
from orders.wording import rule_words
from rada.web import panels

SHOWN = 5


def fill() -> None:
    """Show it above the numbers."""
    panels.fill("measures", of_partner)


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
