"""What the page of a breach shows of its appeal: whether one is possible and until when, or what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from complaints import deadlines, permissions, selectors
from complaints.forms.appeals import AppealForm
from complaints.models import Appeal
from complaints.services import appeals
from orders.forms.photos import owner_of
from orders.models import Breach
from orders.services.breaches import STANDING
from orders.wording import ruling_words
from rada.web import clock

TRIED = "_rada_tried_appeal"
OUTCOMES = {
    Appeal.Outcome.OPEN: ("accent", "clock"),
    Appeal.Outcome.GRANTED: ("kept", "kept"),
    Appeal.Outcome.REJECTED: ("broken", "broken"),
}


@dataclass(frozen=True)
class Tried:
    """What somebody sent and did not get: the form as they sent it, and why not. Without both: the form is wanted."""

    form: AppealForm | None = None
    refusal: str = ""


def show(request: HttpRequest, tried: Tried) -> None:
    """Let the panel of this request show what was tried."""
    setattr(request, TRIED, tried)


def panel(request: HttpRequest, breach: Breach) -> str:
    """The panel, for a partner or, on Rada's own page of a breach, for whoever of Rada may see appeals."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    now = clock.now()
    if actor.is_staff:
        return _for_staff(request, breach)
    filed = selectors.appeals_visible_to(actor).filter(breach=breach).first()
    content = {
        "breach": breach,
        "now": now,
        "appeal": _filed(filed) if filed is not None else None,
        "tried": getattr(request, TRIED, None),
        **(_possible(request, breach, now) if filed is None else {}),
    }
    return render_to_string("complaints/_appeal.html", content, request)


def _possible(request: HttpRequest, breach: Breach, now: datetime) -> dict[str, Any]:
    """Whether an appeal can be filed: the form, or in a sentence why not."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    until = appeals.appealable_until(breach)
    if breach.state not in STANDING:
        why = _("This breach does not count, so there is nothing to appeal against.")
    elif now > until:
        why = str(appeals.TooLate(until))
    elif not permissions.can_appeal(actor, breach):
        why = _("The owner or a dispatcher can appeal against it.")
    else:
        tried = getattr(request, TRIED, None)
        form = tried.form if tried is not None and tried.form is not None else AppealForm(owner=owner_of(actor))
        return {"form": form, "until": until}
    return {"why_not": why}


def _filed(appeal: Appeal) -> dict[str, Any]:
    """An appeal as its partner sees it; who of Rada decided is not told."""
    ((_appeal, due),) = deadlines.with_due([appeal])
    tone, icon = OUTCOMES[Appeal.Outcome(appeal.outcome)]
    return {
        "row": appeal,
        "photos": list(appeal.photos.all()),
        "due": due,
        "reason": ruling_words(appeal.reason) if appeal.reason else "",
        "tone": tone,
        "icon": icon,
        "is_moot": appeal.outcome == Appeal.Outcome.OPEN and appeal.breach.state not in STANDING,
    }


def _for_staff(request: HttpRequest, breach: Breach) -> str:
    filed = selectors.appeals_visible_to(request.actor).filter(breach=breach).first()  # type: ignore[attr-defined]
    return render_to_string("admin/complaints/_appeal.html", {"appeal": filed}, request) if filed is not None else ""
