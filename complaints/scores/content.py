"""A score card as plain numbers: what a page, a file and an interface tell, they take from here."""

from __future__ import annotations

from typing import Any

from complaints.scores import definition
from complaints.scores.card import Card, ClauseScore


def score_card_content(card: Card) -> dict[str, Any]:
    """Everything that is told of a score, ready to be JSON. A percent is None below enough orders."""
    recent = card.recent
    return {
        "points": card.points,
        "step": card.step,
        "to_next": definition.points_to_next(card.points, card.numbers),
        "orders": card.orders,
        "is_enough": card.is_enough,
        "answers": {
            "counted": recent.counted,
            "broken": recent.broken,
            "percent": card.answers_percent,
            "too_few": card.answers_too_few,
        },
        "cancels": {
            "accepted": card.accepted,
            "cancelled": card.cancelled,
            "percent": card.cancels_percent,
            "too_many": card.cancels_too_many,
        },
        "clauses": [_clause(score, card.numbers.enough) for score in card.clauses.values()],
    }


def _clause(score: ClauseScore, enough: int) -> dict[str, Any]:
    whole = score.whole
    return {
        "clause": score.clause,
        "counted": whole.counted,
        **{verdict.value: getattr(whole, verdict) for verdict in definition.Verdict},
        "percent": whole.percent(enough),
        "points": score.points,
        "weeks": [(week.kept + week.pending, week.broken) for week in score.weeks],
    }
