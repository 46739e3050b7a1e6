"""A section of a customer's order: who comes and when, and another time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from orders.forms.appointments import proposed_appointment
from orders.forms.customers import RescheduleForm
from orders.models import Order, Status
from orders.services.visits import appointment_mark
from orders.wording.customers import opening_words

if TYPE_CHECKING:
    from orders.views.customer.page import CustomerPage

BEFORE_ARRIVAL = (Status.ACCEPTED, Status.SCHEDULED)


def section(page: CustomerPage) -> dict[str, Any]:
    """What `customer/_visit.html` shows; nothing while a company is still looked for."""
    job = page.assignment
    if job is None and page.order.state == Order.State.OPEN:
        return {}
    can_move = job is not None and job.status in BEFORE_ARRIVAL
    return {
        "is_shown": True,
        "form": page.form("schedule") if can_move else None,
        "is_open": page.is_open("schedule"),
        "refusal": page.refusal_in("schedule"),
        "hours": opening_words(job.terms.content.get("hours", {})) if can_move and job is not None else "",
        "is_quoted": bool(page.versions),
    }


def schedule_form(page: CustomerPage, data: Any, files: Any) -> RescheduleForm:
    """A day and hours; where nobody is engaged it starts empty and is refused when sent."""
    job = page.assignment
    initial = {**proposed_appointment(job, page.now), "standing": appointment_mark(job)} if job is not None else {}
    return RescheduleForm(data, now=page.now, initial=initial, auto_id="schedule_%s")
