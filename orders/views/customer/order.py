"""A customer's order: the page, its parts that refresh themselves, and the answer to a quote."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import customer_selectors
from orders.forms.quote_answers import AnswerForm
from orders.models import Quote
from orders.quote_versions import Version
from orders.services import quotes, timeline
from orders.views.acting import shown_or_sent
from orders.views.customer.door import for_customer
from orders.views.customer.page import CustomerPage
from orders.views.customer.sections import SECTIONS
from rada.lib.money import format_vnd
from rada.platform.idempotency import KeyReused

NOTHING_NEW = 204


@for_customer
@require_safe
def order(request: HttpRequest) -> HttpResponse:
    """The customer's page of the order."""
    return CustomerPage(request).answer()


@for_customer
@require_safe
def promises(request: HttpRequest) -> HttpResponse:
    """The promises alone, as the page includes them."""
    return _part(request, "promises", "customer/_promises.html")


@for_customer
@require_safe
def talk(request: HttpRequest) -> HttpResponse:
    """What was said alone, as the page includes it: whoever is writing is not disturbed."""
    return _part(request, "talk", "customer/_talk_list.html")


@for_customer(confirmed=True)
@shown_or_sent
def answer_quote(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the version of this event, or refuse lines of it. Opening the address shows the order."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = get_object_or_404(customer_selectors.quotes_to_answer(actor), event_id=pk)
    page = CustomerPage(request)
    if request.method != "POST":
        return redirect("orders:customer_order", code=page.order.code)
    try:
        return _answered(page, asked)
    except (timeline.Refused, KeyReused) as error:
        return CustomerPage(request).answer(refusal=str(error), status=409)


def _answered(page: CustomerPage, asked: Quote) -> HttpResponse:
    """Do what was answered; a form that is not whole comes back as it was typed."""
    request = page.request
    by: dict[str, Any] = {"by": request.actor, "key": request.idempotency_key}  # type: ignore[attr-defined]
    version = next((each for each in page.versions if each.event_pk == asked.event_id), None)
    if version is None:
        raise Http404
    if request.POST.get("answer") == "all":
        quotes.approve(asked, digest=request.POST.get("digest", ""), **by)
        return page.done(_thanks_for(version))
    form = AnswerForm(request.POST, version=version)
    if not form.is_valid():
        if not version.is_waiting:
            raise quotes.OutdatedQuote
        page.answers = form
        return page.answer(status=422)
    declined, digest = form.declined, form.cleaned_data["digest"]
    if not declined:
        quotes.approve(asked, digest=digest, **by)
        return page.done(_thanks_for(version))
    quotes.reject(asked, digest=digest, declined=declined, text=form.cleaned_data["text"], **by)
    return page.done(_("Thank you. The partner was told, and sends you a new quote without what you refused."))


def _thanks_for(version: Version) -> str:
    return _("You approved the quote of %(total)s. The receipt may not come to more.") % {
        "total": format_vnd(version.total)
    }


def _part(request: HttpRequest, name: str, template: str) -> HttpResponse:
    """One section as it stands now; nothing where the page shows just that (`?known=`), so that nothing moves."""
    page = CustomerPage(request)
    content = SECTIONS[name](page)
    if not content or request.GET.get("known") == content["mark"]:
        return HttpResponse(status=NOTHING_NEW)
    return render(request, template, {**page.around(), name: content})
