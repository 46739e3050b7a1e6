"""What customers choose from, in their own words; the codes behind them are the contract's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners.calendars import DAYS
from partners.terms_words import day_word, hours_words

CANCEL_WORDS: dict[str, Any] = {
    "partner_asked": _("The technician or company asked me to cancel"),
    "no_agreement": _("We could not agree on the work or the price"),
    "price": _("It is too expensive"),
    "too_late": _("The appointment is too late for me"),
    "found_other": _("I found somebody else"),
    "changed_mind": _("I do not need it any more"),
    "other": _("Another reason"),
}
CATEGORY_WORDS: dict[str, Any] = {
    "quality": _("The work is not good, or it broke again"),
    "promotion": _("A promotion was not given"),
    "price": _("The price"),
    "no_show": _("Nobody came, or too late"),
    "damage": _("Something was damaged"),
    "conduct": _("How I was treated, or left waiting"),
    "part": _("A part"),
    "receipt": _("The receipt or its stamp"),
    "warranty": _("The warranty"),
    "other": _("Something else"),
}


def opening_words(hours: Mapping[str, Iterable[Iterable[str]]]) -> str:
    """`Monday – Saturday: 08:00–18:00; Sunday: closed`."""
    told = [(day_word(day), hours_words(hours.get(day, []))) for day in DAYS]
    spans = [(list(days), said) for said, days in groupby(told, key=lambda each: each[1])]
    return "; ".join(
        _now("%(days)s: %(hours)s")
        % {"days": days[0][0] if len(days) == 1 else f"{days[0][0]} – {days[-1][0]}", "hours": said}
        for days, said in spans
    )
