"""Who goes: an owner or dispatcher gives a job to one of the team."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from orders import permissions, selectors
from orders.services import bookings, timeline, visits
from orders.views.acting import shown_or_sent
from orders.views.order_page import OrderPage
from orders.views.sections.visit import technician_form
from rada.platform.idempotency import KeyReused
from rada.web.access import allow


@allow(permissions.is_dispatching)
@shown_or_sent
def technician(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the order with its list of technicians open, or give the job to one of them, or to nobody."""
    actor = request.actor  # type: ignore[attr-defined]
    page = OrderPage(request, get_object_or_404(selectors.assignments_visible_to(actor), pk=pk))
    if request.method != "POST":
        page.technician_form = technician_form(page)
        return page.answer()
    form = technician_form(page, request.POST)
    if not form.is_valid():
        page.technician_form = form
        return page.answer(422)
    chosen = {"technician": form.cleaned_data["technician"], "overlaps_shown": form.cleaned_data["overlap_shown"]}
    try:
        visits.assign(page.assignment, by=actor, key=request.idempotency_key, **chosen)  # type: ignore[attr-defined]
    except (timeline.Refused, KeyReused) as error:
        return _refused(request, pk, error)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Saved: you can see who goes on the order's page."))
    return redirect("orders:assignment", pk=pk)


def _refused(request: HttpRequest, pk: int, error: Exception) -> HttpResponse:
    """The page as it stands now, with what was chosen and why not; an overlap that it names counts as shown."""
    page = OrderPage(request, selectors.assignments_visible_to(request.actor).get(pk=pk))  # type: ignore[attr-defined]
    sent = request.POST.copy()
    if isinstance(error, bookings.DoubleBooked):
        sent["overlap_shown"] = error.confirmed_by["overlap_shown"]
    page.technician_form, page.technician_refusal = technician_form(page, sent), str(error)
    return page.answer(409)
