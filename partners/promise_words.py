"""The 14 commitments as the customer's own rights: what to expect, clause by clause.

The charter's wording is what partners sign; these words are what public pages say of it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Promise(NamedTuple):
    """One commitment to the customer; `code` is the clause of the charter."""

    code: str
    words: Any


class PromiseGroup(NamedTuple):
    """The commitments of one section."""

    word: Any
    icon: str
    promises: tuple[Promise, ...]


GROUPS = (
    PromiseGroup(
        _("From your request to the visit"),
        "calendar",
        (
            Promise("A1", _("Your request is answered within the time the partner has published.")),
            Promise("A2", _("Who has accepted does not walk away; where you cannot agree, they say why.")),
            Promise("A3", _("You hear early when the technician comes, and early of any change.")),
            Promise("A4", _("You get a receipt with Rada's stamp, and are asked for a photo of it.")),
            Promise("A5", _("When you complain, the partner answers Rada in time.")),
        ),
    ),
    PromiseGroup(
        _("The work, the parts and the price"),
        "tool",
        (
            Promise("B1", _("They come as agreed and charge no more than published; promotions count.")),
            Promise("B2", _("No part is replaced and nothing is added to the price before you approve it.")),
            Promise("B3", _("The warranty of parts stands on the receipt, no shorter than published.")),
            Promise("B4", _("Parts have a stated origin and are the brand and model you agreed to.")),
            Promise("B5", _("The work follows the maker's steps, each one ticked.")),
            Promise("B6", _("Equipment and materials are what was advertised.")),
        ),
    ),
    PromiseGroup(
        _("Care before, during and after"),
        "message",
        (
            Promise("C1", _("Your messages are answered from 8:00 to 21:00, seven days a week.")),
            Promise("C2", _("You are advised what serves you best, without invented work.")),
            Promise("C3", _("Complaints about quality or promotions are settled together with Rada.")),
        ),
    ),
)
SHORT = ("B1", "B2", "A4", "B3", "A2", "C1")


def in_short() -> list[Any]:
    """The commitments that people ask about most, as the home page names them."""
    words = {promise.code: promise.words for group in GROUPS for promise in group.promises}
    return [words[code] for code in SHORT]
