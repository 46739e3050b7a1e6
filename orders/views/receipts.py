"""Writing a receipt, and the receipt as it is printed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import acts, papers, permissions, selectors
from orders.forms import receipts as forms
from orders.forms.paper_lines import rows_sent
from orders.models import Assignment
from orders.services import receipts as service
from orders.services import stamps, timeline
from orders.views.acting import shown_or_sent
from orders.views.order_page import OrderPage, Tried
from orders.views.receipt_page import ReceiptPage
from orders.views.sections.receipt import Printed
from orders.wording.costs import cost_sentence
from rada.lib.money import format_vnd, vnd_in_words
from rada.platform.idempotency import KeyReused, is_answered, stored_answer
from rada.web.access import allow

SEND, COUNT, READ = "send", "count", "read"


@allow(permissions.is_member)
@shown_or_sent
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a receipt. Adding and removing rows, counting and reading a stamp store nothing; sending is the act."""
    page = _page(request, pk)
    choice = page.around.choices[acts.ISSUE_RECEIPT.name]
    if request.method != "POST":
        if not choice.possible:
            page.around.tried = Tried(acts.ISSUE_RECEIPT, refusal=str(choice.why_not))
            return page.around.answer()
        return page.answer(page.form(), page.lines(rows=page.first_rows()))
    step = request.POST.get("do", COUNT)
    if step not in {SEND, COUNT, READ}:
        lines = page.lines(rows=page.edited(rows_sent(request.POST, forms.FIELDS), step))
        return page.answer(_checked(page), lines)
    key = request.idempotency_key  # type: ignore[attr-defined]
    if step == SEND and is_answered(key):  # a second press decodes nothing and is shown the same receipt
        return _issued(request, page.around.assignment, stored_answer(key))
    form, lines = _checked(page), page.lines(request.POST)
    refused = _refusal(page, form, lines, step)
    return refused if refused is not None else _send(page, form, lines)


def _page(request: HttpRequest, pk: int) -> ReceiptPage:
    found = selectors.assignments_visible_to(request.actor)  # type: ignore[attr-defined]
    return ReceiptPage(OrderPage(request, get_object_or_404(found, pk=pk)))


def _checked(page: ReceiptPage) -> forms.ReceiptForm:
    """The form as it was sent, validated; a stamp that was photographed is filled in, and is looked up."""
    request = page.around.request
    form = page.form(request.POST, request.FILES)
    form.is_valid()
    texts = form.cleaned_data.get("scan") or []
    if texts and "stamp" in form.cleaned_data:
        _read_into(form, page, texts)
    if form.cleaned_data.get("stamp"):
        try:
            stamps.require_likely(page.around.assignment, form.cleaned_data["stamp"])
        except stamps.StampRefused as error:
            form.add_error("stamp", str(error))
    return form


def _read_into(form: forms.ReceiptForm, page: ReceiptPage, texts: list[str]) -> None:
    """Fill in the stamp that was photographed; what Rada did not sign is refused beside the photo."""
    try:
        serial = stamps.likeliest(page.around.assignment, texts)
    except stamps.StampRefused as error:
        form.add_error("scan", str(error))
        return
    form.cleaned_data["stamp"] = serial
    form.note(stamp=serial)
    page.note = _("The stamp was read: %(serial)s. Compare it with the paper.") % {"serial": serial}


def _refusal(page: ReceiptPage, form: forms.ReceiptForm, lines: forms.BaseLines, step: str) -> HttpResponse | None:
    """The page again: where only counting was asked, something is wrong, or the page had not said all of it."""
    if not lines.is_valid() or not form.is_valid():
        return page.answer(form, lines, status=422)
    if not lines.forms:
        return page.answer(form, lines, status=422, refusal=_("A receipt needs at least one line."))
    counted = page.sum_of(lines.stand(), form.cleaned_data["discount"])
    if counted.total < 0:
        said = _("The discount cannot be more than the lines together: %s.") % format_vnd(counted.subtotal)
        form.add_error("discount", said)
        return page.answer(form, lines, status=422)
    if step != SEND or page.note:
        return page.answer(form, lines)
    costs = page.costs(form, lines)
    shown = set(form.cleaned_data["cost_shown"].split())
    dearer = [cost for cost in costs if cost.mark not in shown]
    is_same = not dearer and form.cleaned_data["total_shown"] == str(counted.total)
    if is_same:
        return None
    said = _("The total is %(total)s. Nothing has been sent yet: look at it, then send it again.")
    sentences = [said % {"total": format_vnd(counted.total)}, cost_sentence(dearer, page.around.numbers)]
    return page.answer(form, lines, status=409, refusal=" ".join(filter(None, sentences)))


def _send(page: ReceiptPage, form: forms.ReceiptForm, lines: forms.BaseLines) -> HttpResponse:
    request, told, given = page.around.request, lines.stand(), form.cleaned_data
    counted = page.sum_of(told, given["discount"])
    states_warranty = given["warranty_days"] is not None or given["warranty_terms"].strip()
    try:
        number = service.issue(
            page.around.assignment,
            by=request.actor,  # type: ignore[attr-defined]
            lines=[_stated(line) for line in told],
            total=counted.total,
            discount=counted.discount,
            promotion=counted.promised.code if counted.promised is not None else "",
            stamp=given["stamp"] or None,
            warranty=service.Warranty(given["warranty_days"], given["warranty_terms"]) if states_warranty else None,
            after=given["seen"],
            key=request.idempotency_key,  # type: ignore[attr-defined]
        )
    except (timeline.Refused, KeyReused) as error:
        return _page(request, page.around.assignment.pk).answer(form, lines, status=409, refusal=str(error))
    except stamps.StampRefused as error:
        form.add_error("stamp", str(error))
        return _page(request, page.around.assignment.pk).answer(form, lines, status=409)
    except PermissionDenied:
        raise Http404 from None
    return _issued(request, page.around.assignment, number)


def _stated(line: papers.Line) -> dict[str, Any]:
    """A line as a receipt states it; which line of the quote it was stands beside the event."""
    told = {"code": line.code, "unit_price": line.unit_price, "qty": line.qty, "name": line.name}
    return {**told, "line": line.line} if line.line else told


def _issued(request: HttpRequest, assignment: Assignment, number: int | None) -> HttpResponse:
    messages.success(request, _("The receipt is issued. Show or print it, and ask the customer to photograph it."))
    if number is None:
        return redirect("orders:assignment", pk=assignment.pk)
    return redirect("orders:receipt", pk=assignment.pk, number=number)


@allow(permissions.is_member_or_staff)
@require_safe
def receipt(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One receipt, made to be printed."""
    around = _page(request, pk).around
    issued = papers.receipts(around.past, around.names)
    found = next((each for each in issued if each.number == number), None)
    if found is None:
        raise Http404
    shown = {
        "assignment": around.assignment,
        "order": around.assignment.order,
        "partner": around.assignment.partner,
        "receipt": found,
        "printed": Printed(around, around.assignment, found),
        "words": vnd_in_words(found.total, get_language() or "vi"),
        "shows_customer": permissions.shows_customer(around.assignment, around.now),
        "can_ask": around.choices[acts.ASK_FOR_PHOTO.name].possible,
        "can_issue": around.choices[acts.ISSUE_RECEIPT.name].possible,
    }
    return render(request, "orders/receipt_print.html", shown)
