"""The customer's photo of the receipt: sending one, and seeing those that were sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import stamp_selectors
from orders.services import receipt_photos, timeline
from orders.views.acting import shown_or_sent
from orders.views.customer.door import for_customer
from orders.views.customer.page import CustomerPage, Tried
from orders.views.customer.sections.receipt_photo import is_possible, sent_photos
from orders.views.customer.signed_in import require_customer
from orders.wording.receipt_photos import thanks
from rada.platform.files import serve_as_asked
from rada.platform.idempotency import Key, KeyReused, is_answered

NAME = "receipt_photo"


class NoReceiptYet(timeline.Refused):
    """Nobody has taken the order, or it was cancelled."""

    def __str__(self) -> str:
        return _("No company is working on this order, so there is no receipt.")


@for_customer
@shown_or_sent
def send_photo(request: HttpRequest) -> HttpResponse:
    """Take one photo and say at once what was read on it. Opening the address shows the order."""
    page = CustomerPage(request)
    key = request.idempotency_key  # type: ignore[attr-defined]
    if request.method != "POST" or is_answered(key):
        return redirect("orders:customer_order", code=page.order.code)
    try:
        require_customer(request)
        return _sent(page, key)
    except (timeline.Refused, KeyReused) as error:
        page.tried = Tried(NAME, refusal=str(error), status=409)
        return page.answer()


@for_customer
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """One of the order's receipt photos, or with `?size=small` its small picture."""
    found = get_object_or_404(stamp_selectors.photos_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    return serve_as_asked(request, found.file)  # type: ignore[arg-type]


def _sent(page: CustomerPage, key: Key) -> HttpResponse:
    if page.assignment is None or not is_possible(page):
        raise NoReceiptYet
    form = page.form(NAME, page.request.POST, page.request.FILES)
    if not form.is_valid() or form.taken is None:
        page.tried = Tried(NAME, form, status=422)
        return page.answer()
    receipt_photos.upload(page.assignment, by=page.actor, taken=form.taken, key=key)
    latest = sent_photos(CustomerPage(page.request))[0].seen
    (messages.success if latest.is_right else messages.info)(page.request, thanks(latest))
    return redirect("orders:customer_order", code=page.order.code)
