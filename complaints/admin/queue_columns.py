"""What a row of the queue shows, and how the page reads it for all rows at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from complaints import desk_clocks
from complaints.models import Complaint
from complaints.services import watching
from complaints.wording.desk import CLOCK_WORDS, LOOKS, category_of
from rada.web import clock
from rada.web.wording import greeting

BOTH = '{}<br><span class="desk-quiet">{}</span>'


class QueueColumns:
    """The columns of the queue. Clocks and who looks are read once for all rows."""

    list_display = ("time_left", "number_words", "customer", "partner", "category_words", "state_chip", "in_hand")
    list_display_links = ("number_words",)
    sortable_by: Sequence[str] = ()

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Each row knows its clock and who has it open."""
        changes = super().get_changelist_instance(request)  # type: ignore[misc]
        rows, now = list(changes.result_list), clock.now()
        closures = desk_clocks.closures_ahead(rows, now)
        there = watching.watching(rows, by=request.actor, now=now)  # type: ignore[attr-defined]
        for complaint in rows:
            complaint.running = desk_clocks.nearest(complaint, closures, now)
            complaint.watchers = there.get(complaint.pk, [])
        changes.result_list = rows
        return changes

    @display(description=_("time left"))
    def time_left(self, complaint: Complaint) -> str:
        """By word, icon and colour: how much care time is left, and whose step it waits for."""
        running = complaint.running  # type: ignore[attr-defined]
        shown = {"running": running, "complaint": complaint, "whose": CLOCK_WORDS[running.whose] if running else ""}
        return render_to_string("admin/complaints/complaint/_time_left.html", shown)

    @display(description=_("number"))
    def number_words(self, complaint: Complaint) -> str:
        """The complaint's number, and its order's code."""
        return format_html(BOTH, complaint.number, complaint.assignment.order.code)

    @display(description=_("customer"))
    def customer(self, complaint: Complaint) -> str:
        """The way to address them, by the given name."""
        return greeting(complaint.assignment.order.customer_name)

    @display(description=_("partner"))
    def partner(self, complaint: Complaint) -> Any:
        """Whose work it is about."""
        return complaint.assignment.partner

    @display(description=_("category"))
    def category_words(self, complaint: Complaint) -> str:
        """What it is about."""
        return category_of(complaint.category)

    @display(description=_("state"))
    def state_chip(self, complaint: Complaint) -> str:
        """Where it stands, by word, icon and colour."""
        return state_chip(complaint)

    @display(description=_("handler"))
    def in_hand(self, complaint: Complaint) -> str:
        """Who takes care of it, and which colleagues have it open now."""
        there = ", ".join(map(str, complaint.watchers))  # type: ignore[attr-defined]
        viewing = _now("%(who)s is viewing it") % {"who": there} if there else ""
        return format_html(BOTH, complaint.handler or _now("nobody yet"), viewing)


def state_chip(complaint: Complaint) -> str:
    """A complaint's state by word, icon and colour."""
    shown = {"look": LOOKS[complaint.state], "word": complaint.get_state_display()}
    return render_to_string("admin/complaints/complaint/_chip.html", shown)
