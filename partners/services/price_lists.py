"""Single lines of a draft: prices and promotions, each changed by itself."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from partners import terms_parts
from partners.actors import Actor
from partners.models import TermsDraft
from partners.services import drafts
from partners.services.refusals import Refused
from partners.terms_parts import PRICES, PROMOTIONS
from rada.platform.idempotency import Key, once

MOST_PRICES, MOST_PROMOTIONS = 300, 20


class ListIsFull(Refused):
    """No more lines; the text says how many there may be."""


class PriceIsNamed(Refused):
    """A promotion names the price; the text says which."""


class PriceIsThere(Refused):
    """The service has a price already."""

    def __str__(self) -> str:
        return _("This service has a price on your list already. Change that one.")


@once
def save_price(
    price: dict[str, Any], *, by: Actor, code: str = "", service: str = "", seen: str = "", key: Key | None = None
) -> int:
    """Write the price of this code; without one add it: under the service's code, else one made from its name."""
    draft = drafts.opened(by)
    prices = dict(terms_parts.part_of(draft, PRICES))
    if code:
        drafts.require_unchanged(draft, terms_parts.mark_of(prices.get(code)), seen)
    else:
        code = _new_code(prices, price, service)
    prices[code] = {**prices.get(code, {}), **price}
    terms_parts.put(draft, PRICES, prices)
    return drafts.kept(draft, by)


@once
def remove_price(code: str, *, by: Actor, seen: str, key: Key | None = None) -> int:
    """Take a price off the list; never one that a promotion names, which would then promise something else."""
    draft = drafts.opened(by)
    prices = dict(terms_parts.part_of(draft, PRICES))
    drafts.require_unchanged(draft, terms_parts.mark_of(prices.get(code)), seen)
    naming = terms_parts.promotions_with(draft, code)
    if naming:
        title = naming[0].get("title") or naming[0].get("code", "")
        raise PriceIsNamed(
            _("The promotion %(title)s names this price. Change the promotion first.") % {"title": title}
        )
    prices.pop(code, None)
    terms_parts.put(draft, PRICES, prices)
    return drafts.kept(draft, by)


@once
def save_promotion(
    promotion: dict[str, Any], *, by: Actor, place: str = "", seen: str = "", key: Key | None = None
) -> int:
    """Write the promotion at this place of the list; without one add it, its code made from its title."""
    draft = drafts.opened(by)
    promotions = list(terms_parts.part_of(draft, PROMOTIONS))
    if place:
        _require_same(draft, place, seen)
    known = terms_parts.item_of(draft, PROMOTIONS, place)
    if known is not None:
        promotions[int(place)] = {"code": known.get("code", ""), **promotion}
    else:
        _require_room(promotions)
        taken = {each.get("code", "") for each in promotions}
        code = terms_parts.code_for(promotion["title"], taken, fallback="KHUYEN-MAI")
        promotions.append({"code": code, **promotion})
    terms_parts.put(draft, PROMOTIONS, promotions)
    return drafts.kept(draft, by)


@once
def remove_promotion(place: str, *, by: Actor, seen: str, key: Key | None = None) -> int:
    """Take a promotion off the list."""
    draft = drafts.opened(by)
    _require_same(draft, place, seen)
    promotions = [each for number, each in enumerate(terms_parts.part_of(draft, PROMOTIONS)) if str(number) != place]
    terms_parts.put(draft, PROMOTIONS, promotions)
    return drafts.kept(draft, by)


def _new_code(prices: dict[str, Any], price: dict[str, Any], service: str) -> str:
    if len(prices) >= MOST_PRICES:
        raise ListIsFull(_("Your list holds %(count)d prices, no more fit.") % {"count": MOST_PRICES})
    if service in prices:
        raise PriceIsThere
    return service or terms_parts.code_for(price["name"], prices, fallback="GIA")


def _require_room(promotions: list[dict[str, Any]]) -> None:
    if len(promotions) >= MOST_PROMOTIONS:
        raise ListIsFull(_("Your list holds %(count)d promotions, no more fit.") % {"count": MOST_PROMOTIONS})


def _require_same(draft: TermsDraft, place: str, seen: str) -> None:
    drafts.require_unchanged(draft, terms_parts.mark_of(terms_parts.item_of(draft, PROMOTIONS, place)), seen)
