"""What complaints add to the portal's places."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from orders import permissions
from rada.web import navigation

PLACES = (navigation.Place("complaints:quality", _("Score"), "score", rank=40, shown_to=permissions.is_dispatching),)


def add() -> None:
    """Show the places of complaints."""
    for place in PLACES:
        navigation.add(place)
