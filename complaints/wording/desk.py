"""A complaint in words to Rada's own people: how its state looks, what was said, what was done with it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.models import ComplaintStep, State
from complaints.wording.complaints import Told, closed_as
from orders.wording import category_words
from orders.wording.timeline import who


class Look(NamedTuple):
    """How a state looks beside its word."""

    tone: str
    icon: str


LOOKS: dict[str, Look] = {
    State.NEW: Look("accent", "fiber_new"),
    State.WAITING_PARTNER: Look("", "storefront"),
    State.WAITING_CUSTOMER: Look("", "person"),
    State.WAITING_RADA: Look("accent", "support_agent"),
    State.REOPENED: Look("soon", "replay"),
    State.UPHELD: Look("broken", "gavel"),
    State.REJECTED: Look("", "block"),
    State.SETTLED: Look("kept", "handshake"),
    State.MERGED: Look("", "merge"),
}
# Whose step meets a clock.
CLOCK_WORDS: dict[str, Any] = {
    "rada": gettext_lazy("Rada's first answer"),
    "step": gettext_lazy("Rada's next step"),
    "partner": gettext_lazy("the partner's answer"),
    "remedy": gettext_lazy("remedy to look after"),
}
TAB_WORDS: dict[str, Any] = {
    "": gettext_lazy("All open"),
    "mine": gettext_lazy("Mine"),
    "unassigned": gettext_lazy("Nobody's"),
    "soon": gettext_lazy("Due soon"),
    "reopened": gettext_lazy("Reopened"),
    "waiting_partner": gettext_lazy("Waits for the partner"),
    "waiting_customer": gettext_lazy("Waits for the customer"),
    "remedies": gettext_lazy("Remedies to look after"),
    "closed": gettext_lazy("Closed"),
}


def category_of(category: str) -> str:
    """What a complaint is about; "" stands for words of somebody's own."""
    return category_words(category) if category else _("in their own words")


def said(event: Told, category: str = "") -> str:
    """Who did what, without the text they wrote."""
    names = {"who": who(event.actor), "category": category}
    words = {
        "message": _("%(who)s wrote"),
        "complaint_opened": _("%(who)s complained: %(category)s"),
        "complaint_info_requested": _("Rada asked the partner"),
        "complaint_reopened": _("%(who)s reopened the complaint"),
        "complaint_reply": _("The partner answered"),
    }
    return words[event.kind] % names if event.kind in words else closed_as(event)


def step_words(step: ComplaintStep) -> str:
    """What a colleague did with it; "" where its event says it all."""
    names = {"by": step.by, "to": step.handler, "other": step.other}
    if step.kind == ComplaintStep.Kind.HANDED:
        if step.handler is None:
            return _("%(by)s laid it back into the queue") % names
        return (_("%(by)s took it") if step.handler_id == step.by_id else _("%(by)s handed it to %(to)s")) % names
    if step.kind == ComplaintStep.Kind.MERGED:
        return _("%(by)s merged it into %(other)s") % names
    return _("%(by)s split off %(other)s") % names if step.kind == ComplaintStep.Kind.SPLIT else ""
