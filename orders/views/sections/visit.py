"""A section of the order page: the technician, and what else stands in the same hours."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from orders import acts, permissions
from orders.forms.appointments import proposed_appointment
from orders.forms.technician import NOBODY, TechnicianForm
from orders.services import bookings
from orders.wording.bookings import candidate_words
from partners.areas import ward_label
from rada.web.clock import VIETNAM

if TYPE_CHECKING:
    from orders.views.order_page import OrderPage

MAP = "https://www.google.com/maps/search/"


def section(page: OrderPage) -> dict[str, Any]:
    """What `orders/_visit.html` shows."""
    job = page.assignment
    standing = job.is_engaged and job.arrive_from and job.arrive_to and job.technician_id
    clashes = bookings.clashes_of(job, job.technician_id, job.arrive_from, job.arrive_to) if standing else []  # type: ignore[arg-type]
    return {
        "is_shown": job.is_engaged or job.technician_id is not None,
        "overlap": bookings.overlap_words(clashes),
        "form": _form_shown(page) if may_assign(page) else None,
        "refusal": page.technician_refusal,
        "is_open": page.technician_form is not None,
        "map_url": _map_url(page),
    }


def _map_url(page: OrderPage) -> str:
    """Where a map shows the address; nothing while the address is not shown."""
    order = page.assignment.order
    if not order.address or not permissions.shows_customer(page.assignment, page.now):
        return ""
    ward = ward_label(order.ward) if order.ward else ""
    place = order.address if ward in order.address else f"{order.address}, {ward}"
    return f"{MAP}?{urlencode({'api': 1, 'query': place})}"


def may_assign(page: OrderPage) -> bool:
    """Whether this actor says who goes, and somebody goes at all."""
    actor = page.request.actor  # type: ignore[attr-defined]
    return page.assignment.is_engaged and permissions.can_send_technician(actor, page.assignment)


def _form_shown(page: OrderPage) -> TechnicianForm:
    return page.technician_form if page.technician_form is not None else technician_form(page)


def technician_form(page: OrderPage, data: Any = None) -> TechnicianForm:
    """Everybody of the partner with their day's work; overlaps are named in it, so they count as shown."""
    job = page.assignment
    begin = datetime.combine((job.arrive_from or page.now).astimezone(VIETNAM).date(), time.min, VIETNAM)
    people = bookings.candidates(job, begin, begin + timedelta(days=1))
    marks = [bookings.mark_of(clash) for each in people for clash in each.clashes]
    initial = {"technician": str(job.technician_id or NOBODY), "overlap_shown": " ".join(marks)}
    labelled = [(each.member.pk, candidate_words(each, begin)) for each in people]
    return TechnicianForm(data, people=labelled, initial=initial, auto_id="technician_%s")


def proposed_overlap(page: OrderPage) -> list[Any]:
    """The technician's other appointments in the hours that the form of the appointment starts with."""
    job = page.assignment
    if job.technician_id is None or not job.is_engaged:
        return []
    start = proposed_appointment(job, page.now)
    begin = datetime.combine(start["day"], start["begin"], VIETNAM)
    return bookings.clashes_of(job, job.technician_id, begin, datetime.combine(start["day"], start["end"], VIETNAM))


def overlap_sentence(page: OrderPage, name: str) -> str:
    """What an act's sheet says of an overlap before it is sent."""
    clashes = page.proposed_clashes if name == acts.SCHEDULE.name else []
    return _("At the proposed time: %(overlap)s") % {"overlap": bookings.overlap_words(clashes)} if clashes else ""
