"""A customer's complaints: on their order's page, the form for a new one, and one with all that was said."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from complaints import selectors
from complaints.told_customer import Told, complaints_of
from complaints.wording.customers import claim_words
from orders import promises
from orders.forms.customers import ComplainForm, ReopenForm
from orders.forms.photos import owner_of
from orders.services import attachments, complaints, timeline
from orders.views.acting import shown_or_sent
from orders.views.customer.acting import job_of
from orders.views.customer.door import for_customer
from orders.views.customer.page import CustomerPage
from orders.views.customer.sections.promises import told as promises_of
from orders.views.customer.signed_in import require_customer
from orders.wording.promises import category_of, complaint_words
from rada.platform.idempotency import KeyReused, is_answered, stored_answer

CLAIM = "warranty-claim"


def order_panel(request: HttpRequest, page: CustomerPage) -> str:
    """On the page of the order: every complaint with its state, and the way to a new one."""
    return render_to_string("complaints/_customer.html", {**page.around(), "complaints": complaints_of(page)}, request)


@for_customer
@shown_or_sent
def complain(request: HttpRequest) -> HttpResponse:
    """Complain about the work. `?about=` names a promise of the order, and fills the form in."""
    page = CustomerPage(request)
    if page.job is None:
        raise Http404
    if request.method != "POST":
        return _form_page(page, _form(page, initial=_filled_in(page)))
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):  # a second press decodes no photo anew
        return _to_complaint(page, stored_answer(key), _("Your complaint was sent."))
    form = _form(page, request.POST, request.FILES)
    if not form.is_valid():
        return _form_page(page, form, status=422)
    given = form.cleaned_data
    told = {"category": given["category"], "text": given["text"], "files": given["photos"]}
    try:
        require_customer(request)
        number = complaints.open_complaint(job_of(page), by=page.actor, key=key, **told)
    except (timeline.Refused, KeyReused) as error:
        return _form_page(CustomerPage(request), form, refusal=str(error), status=409)
    return _to_complaint(page, number, _("Your complaint was sent. The company answers here; Rada reads along."))


@for_customer
@shown_or_sent
def complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """One complaint of the order; sending the form reopens one that was closed."""
    page = CustomerPage(request)
    told = _found(page, pk)
    if request.method != "POST":
        return _page(page, told, ReopenForm())
    form = ReopenForm(request.POST)
    if not form.is_valid():
        return _page(page, told, form, status=422)
    again = {"complaint": told.number, "text": form.cleaned_data["text"]}
    try:
        require_customer(request)
        complaints.reopen(told.assignment, by=page.actor, key=request.idempotency_key, **again)  # type: ignore[attr-defined]
    except (timeline.Refused, KeyReused) as error:
        fresh = CustomerPage(request)
        return _page(fresh, _found(fresh, pk), form, refusal=str(error), status=409)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Rada looks at your complaint again."))
    return redirect("complaints:customer_complaint", code=page.order.code, pk=pk)


def _found(page: CustomerPage, pk: int) -> Told:
    found = next((each for each in complaints_of(page) if each.opened.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _form(page: CustomerPage, data: Any = None, files: Any = None, initial: Any = None) -> ComplainForm:
    return ComplainForm(data, files, initial=initial, owner=owner_of(page.actor), auto_id="complain_%s")


def _filled_in(page: CustomerPage) -> dict[str, str]:
    """What the form begins with: the promise that the address names, or a claim of the warranty."""
    about = page.request.GET.get("about", "")
    if about == CLAIM:
        return {"category": "warranty", "text": claim_words()}
    promise: promises.Promise | None = next((each for each in promises_of(page) if each.code == about), None)
    return {} if promise is None else {"category": category_of(promise), "text": complaint_words(promise)}


def _form_page(page: CustomerPage, form: ComplainForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    shown = {**page.around(), "form": form, "refusal": refusal}
    return render(page.request, "complaints/customer_complain.html", shown, status=status)


def _page(page: CustomerPage, told: Told, form: ReopenForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    shown = {
        **page.around(),
        "complaint": told,
        "photos": attachments.photos_of([told.opened]).get(told.opened.pk, []),
        "form": form,
        "refusal": refusal,
    }
    return render(page.request, "complaints/customer_complaint.html", shown, status=status)


def _to_complaint(page: CustomerPage, number: Any, said: str) -> HttpResponse:
    """To the complaint's own page, with a word of thanks."""
    opened = get_object_or_404(selectors.openings_visible_to(page.actor), payload__complaint=number)
    messages.success(page.request, said)
    return redirect("complaints:customer_complaint", code=page.order.code, pk=opened.pk)
