"""What a decision about a breach makes of its partner's points: said before the click."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from complaints.scores import selectors
from complaints.scores.definition import begins
from orders.models import Breach
from orders.services import weighing
from rada.web import clock, panels

COUNTED, WAIVED = Breach.State.COUNTED, Breach.State.WAIVED


def fill() -> None:
    """Show it beside the form that confirms and waives."""
    panels.fill("breach_ruling", points)


def points(request: HttpRequest, breach: Breach) -> str:
    """The partner's points now, and what each decision makes of them; a breach of long ago weighs nothing any more."""
    now = clock.now()
    whose, numbers = breach.partner_id, selectors.numbers_at(now)
    standing = selectors.points_of([whose], now=now, numbers=numbers)[whose]
    weighs = breach.occurred_at > begins(now, numbers.points_window)
    after = {state: standing + (weighing.change_if(breach, state) if weighs else 0) for state in (COUNTED, WAIVED)}
    shown = {
        "now": standing,
        "confirmed": after[COUNTED] if breach.state == Breach.State.TO_CHECK else None,
        "waived": after[WAIVED],
    }
    return render_to_string("admin/complaints/_points_after.html", shown, request)
