"""What keeps a draft of terms from being published, as sentences; each names the part that mends it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from partners import areas, terms_parts
from partners.terms import UnreadableError, read_terms
from partners.terms_parts import Published

RESPONSE_MINUTES = range(1, 24 * 60 + 1)


class Obstacle(NamedTuple):
    """Why terms cannot be published, and the part of the editor where that is mended."""

    part: str
    sentence: str


def obstacles(terms: Published, known_services: Collection[str]) -> list[Obstacle]:
    """All of them, in the editor's order; none where the terms may be published."""
    return [*_promises(terms), *_reach(terms, known_services), *_promotions(terms), *_unreadable(terms)]


def _promises(terms: Published) -> Iterator[Obstacle]:
    if not any(terms.content.get("hours", {}).values()):
        yield Obstacle(terms_parts.HOURS, _("Say on which days and hours you take orders."))
    if terms.content.get("response_minutes") not in RESPONSE_MINUTES:
        yield Obstacle(terms_parts.PROMISES, _("Say within how many minutes you answer an offer: 1 to 1440."))


def _reach(terms: Published, known_services: Collection[str]) -> Iterator[Obstacle]:
    if not terms.services:
        yield Obstacle(terms_parts.SERVICES, _("Choose at least one service."))
    gone = [code for code in terms.services if code not in known_services]
    if gone:
        yield Obstacle(
            terms_parts.SERVICES, _("Rada does not offer these services any more: %(codes)s.") % {"codes": _told(gone)}
        )
    if not terms.wards:
        yield Obstacle(terms_parts.AREAS, _("Choose at least one ward."))
    lost = [code for code in terms.wards if not areas.is_ward(code)]
    if lost:
        yield Obstacle(
            terms_parts.AREAS, _("These wards do not exist any more, remove them: %(codes)s.") % {"codes": _told(lost)}
        )


def _promotions(terms: Published) -> Iterator[Obstacle]:
    prices = terms_parts.part_of(terms, terms_parts.PRICES)
    for each in terms_parts.part_of(terms, terms_parts.PROMOTIONS):
        missing = [code for code in each.get("codes", []) if code not in prices]
        if missing:
            yield Obstacle(
                terms_parts.PROMOTIONS,
                _("The promotion %(title)s names prices that are not on your list: %(codes)s.")
                % {"title": each.get("title") or each.get("code", ""), "codes": _told(missing)},
            )


def _unreadable(terms: Published) -> Iterator[Obstacle]:
    """Content that came in by another door than the editor's forms."""
    try:
        read_terms({"response_minutes": 1, **terms.content})
    except UnreadableError as error:
        part = error.field.removeprefix("terms.").partition(".")[0].partition("[")[0]
        part = part if part in terms_parts.PARTS else terms_parts.PROMISES
        yield Obstacle(part, _("This part cannot be read. Please fill it in again."))


def _told(codes: list[str]) -> str:
    return ", ".join(codes[:5]) + ("…" if len(codes) > 5 else "")
