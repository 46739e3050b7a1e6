"""Why an order needs a hand, and why nobody can be asked to take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from partners.areas import ward_label

NEED_WORDS: Mapping[str, Any] = {
    "untaken": _("nobody took it"),
    "left": _("its partner cancelled"),
    "odd_report": _("an impossible report"),
    "unjudged": _("cannot be judged"),
}
HINDRANCE_WORDS: Mapping[str, Any] = {
    "refused": _("said no to this order"),
    "asked": _("asked, has not answered yet"),
    "paused": _("paused"),
    "away": _("on announced leave"),
    "closed": _("closed at the wanted time"),
}
HOW_MANY: Mapping[str, Callable[[int], str]] = {
    "refused": lambda n: ngettext("%(count)s partner said no to it.", "%(count)s partners said no to it.", n),
    "asked": lambda n: ngettext(
        "%(count)s partner was asked and has not answered yet.",
        "%(count)s partners were asked and have not answered yet.", n,
    ),
    "paused": lambda n: ngettext("%(count)s partner is paused.", "%(count)s partners are paused.", n),
    "away": lambda n: ngettext(
        "%(count)s partner is on announced leave.", "%(count)s partners are on announced leave.", n
    ),
    "closed": lambda n: ngettext(
        "%(count)s partner is closed at the wanted time.", "%(count)s partners are closed at the wanted time.", n
    ),
}  # fmt: skip


class Wanted(Protocol):
    """What somebody wants, and in which ward."""

    service: Any
    ward: str


class Found(Protocol):
    """Who could take it: `services.prospects.Prospects`."""

    @property
    def fitting(self) -> Any: ...
    @property
    def hindered(self) -> Mapping[Any, Any]: ...
    @property
    def in_ward(self) -> int: ...
    @property
    def of_service(self) -> int: ...


def shortage_words(order: Wanted, found: Found) -> list[str]:
    """Why nobody can be asked, a sentence for each reason; of no use where somebody can."""
    if found.hindered:
        return [_now("Nobody is left to ask."), *hindrances(found)]
    names = {"ward": ward_label(order.ward) if order.ward else _now("(no ward)"), "service": str(order.service)}
    if not found.in_ward:
        return [_now("No partner serves %(ward)s.") % names]
    return [
        _now("No partner offers “%(service)s” in %(ward)s.") % names,
        ngettext(
            "%(count)s partner serves this ward with other work.",
            "%(count)s partners serve this ward with other work.",
            found.in_ward,
        ) % {"count": found.in_ward},
        ngettext(
            "%(count)s partner does it elsewhere.", "%(count)s partners do it elsewhere.", found.of_service
        ) % {"count": found.of_service},
    ]  # fmt: skip


def hindrances(found: Found) -> list[str]:
    """How many partners each hindrance keeps away."""
    return [HOW_MANY[why](len(partners)) % {"count": len(partners)} for why, partners in found.hindered.items()]
