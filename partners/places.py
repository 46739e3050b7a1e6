"""What partners add to the portal's places: their terms, their charter, their days away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from partners import permissions
from partners.views import charter
from rada.web import navigation, panels

PLACES = (
    navigation.Place("partners:terms", _("Terms"), "list", rank=40, main=False, shown_to=permissions.is_dispatching),
    navigation.Place("partners:charter", _("Charter"), "shield", rank=44, main=False, shown_to=permissions.is_member),
    navigation.Place("partners:leave", _("Leave"), "rest", rank=48, main=False, shown_to=permissions.is_dispatching),
    navigation.Place("partners:members", _("Members"), "people", rank=52, main=False, shown_to=permissions.is_owner),
    navigation.Place("partners:account", _("My account"), "person", rank=90, main=False),
)


def add() -> None:
    """Show the places of partners, and on the day's page the charter that waits for a signature."""
    for place in PLACES:
        navigation.add(place)
    panels.fill("today", charter.today_panel)
