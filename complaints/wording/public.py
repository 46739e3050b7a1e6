"""The score as customers read it: a few rates in whole sentences, never points."""

from __future__ import annotations

from django.utils.translation import gettext as _

from complaints.scores.card import Card
from complaints.wording.quality import percent_words


def told(card: Card) -> list[str]:
    """A sentence for each rate that customers ask about and that enough orders stand behind; none where too few do."""
    sentences = {
        "A1": _("%(percent)s of requests were answered in time."),
        "A2": _("%(percent)s of accepted orders were not walked away from."),
        "B1": _("%(percent)s of orders went as agreed: on time, and no dearer than published."),
        "A4": _("%(percent)s of finished orders got their receipt with the stamp in time."),
        "C1": _("In %(percent)s of orders customers' messages were answered as promised."),
    }
    rates = {clause: card.clauses[clause].whole.percent(card.numbers.enough) for clause in sentences}
    return [
        sentences[clause] % {"percent": percent_words(percent)}
        for clause, percent in rates.items()
        if percent is not None
    ]
