"""What a customer keeps of their order: a receipt to print, and photos."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from orders import papers, selectors
from orders.services import attachments
from orders.views.customer.door import for_customer
from orders.views.customer.page import CustomerPage
from orders.views.sections.receipt import Printed
from rada.lib.money import LARGEST, vnd_in_words
from rada.platform.files import serve_as_asked
from rada.web import clock


@for_customer
@require_safe
def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """One receipt of the order, made to be printed."""
    page = CustomerPage(request)
    issued = papers.receipts(page.past, page.names)
    found = next((each for each in issued if each.number == number), None)
    if found is None or page.job is None:
        raise Http404
    shown = {
        **page.around(),
        "partner": page.job.partner,
        "receipt": found,
        "printed": Printed(page, page.job, found),
        "words": vnd_in_words(found.total, get_language() or "vi") if 0 <= found.total <= LARGEST else "",
        "shows_customer": True,
    }
    return render(request, "customer/receipt.html", shown)


@for_customer
@require_safe
def photo(request: HttpRequest, number: int) -> HttpResponse:
    """One photo of the order, or with `?size=small` its small picture."""
    found = get_object_or_404(attachments.visible_to(request.actor), pk=number)  # type: ignore[attr-defined]
    return serve_as_asked(request, found.file)  # type: ignore[return-value]


@for_customer
@require_safe
def request_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """A photo that came with the request, or with `?size=small` its small picture."""
    own = selectors.request_photos_visible_to(request.actor, now=clock.now())  # type: ignore[attr-defined]
    return serve_as_asked(request, get_object_or_404(own, pk=pk).file)  # type: ignore[return-value]
