"""Writing a quote, and handing the customer the link under which they answer it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override

from orders import acts, permissions, selectors
from orders.forms import quotes as forms
from orders.forms.paper_lines import rows_sent
from orders.models import Assignment
from orders.search_words import typed
from orders.services import links, quotes, timeline
from orders.views.acting import shown_or_sent
from orders.views.order_page import OrderPage, Tried
from orders.views.quote_page import QuotePage
from partners import private_links
from rada.lib import log_lines
from rada.lib.money import format_vnd
from rada.platform.idempotency import Key, KeyReused, is_answered
from rada.web.access import allow
from rada.web.wording import greeting

SEND, COUNT = "send", "count"


@allow(permissions.is_member)
@shown_or_sent
def quote(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a quote. Adding and removing rows and counting store nothing; sending is the act."""
    assignment = _found(request, pk)
    page = QuotePage(request, assignment, searched=typed(request.POST.get("add", "")))
    choice = acts.choice(acts.QUOTE, assignment, request.actor)  # type: ignore[attr-defined]
    if request.method != "POST":
        if not choice.possible:
            return _not_possible(request, assignment, str(choice.why_not))
        return page.answer(page.form(rows=page.first_rows()))
    step = request.POST.get("do", COUNT)
    if step == SEND:
        return _send(page, request.idempotency_key)  # type: ignore[attr-defined]
    if step == COUNT:
        lines = page.form(request.POST)
        return page.answer(lines, status=200 if lines.is_valid() else 422)
    return page.answer(page.form(rows=page.edited(rows_sent(request.POST, forms.FIELDS), step)))


def _send(page: QuotePage, key: Key) -> HttpResponse:
    """Send what the page had counted; a total that it had not shown is shown first."""
    request, lines = page.request, page.form(page.request.POST)
    if not lines.is_valid():
        return page.answer(lines, status=422)
    told, counted = page.with_ids(lines.told()), page.sum_of(lines)
    if request.POST.get("total_shown") != str(counted.total) and not is_answered(key):
        said = _("The total is now %(total)s. Nothing has been sent yet: look at it, then send it again.")
        return page.answer(lines, status=409, refusal=said % {"total": format_vnd(counted.total)})
    promised = counted.promised
    try:
        quotes.quote(
            page.assignment,
            by=request.actor,  # type: ignore[attr-defined]
            reference=page.reference,
            lines=told,
            total=counted.total,
            discount=counted.discount,
            promotion=promised.code if promised is not None else "",
            seen=_seen(request),
            key=key,
        )
    except (timeline.Refused, KeyReused) as error:
        now = QuotePage(request, _found(request, page.assignment.pk))
        return now.answer(now.form(request.POST), status=409, refusal=str(error))
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("The quote is sent. Give the customer the link, so that they can answer it."))
    return redirect("orders:assignment", pk=page.assignment.pk)


@allow(permissions.is_member)
@shown_or_sent
def hand_over_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a private link for the customer, and show it this once."""
    assignment = _found(request, pk)
    shown = {"assignment": assignment, "order": assignment.order}
    if request.method != "POST":
        return render(request, "orders/quote_link.html", shown)
    try:
        token = links.hand_over(assignment, by=request.actor, key=request.idempotency_key)  # type: ignore[attr-defined]
    except (timeline.Refused, KeyReused) as error:
        return render(request, "orders/quote_link.html", {**shown, "refusal": str(error)}, status=409)
    except PermissionDenied:
        raise Http404 from None
    address = private_links.address_of("orders:customer_door", token)
    told = {"address": address, "text": _text_for_the_customer(assignment, address)}
    return render(request, "orders/quote_link.html", {**shown, **told})


def _text_for_the_customer(assignment: Assignment, address: str) -> str:
    """What the partner sends along: always in Vietnamese, whatever the partner reads."""
    with override("vi"):
        return _(
            "Hello %(person)s, this is %(partner)s. Your order %(code)s with the quote to approve: %(address)s"
        ) % {
            "person": greeting(assignment.order.customer_name),
            "partner": assignment.partner.name,
            "code": assignment.order.code,
            "address": address,
        }


def _found(request: HttpRequest, pk: int) -> Assignment:
    found = get_object_or_404(selectors.assignments_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    log_lines.note(order=found.order.code)
    return found


def _not_possible(request: HttpRequest, assignment: Assignment, why_not: str) -> HttpResponse:
    page = OrderPage(request, assignment)
    page.tried = Tried(acts.QUOTE, refusal=why_not)
    return page.answer()


def _seen(request: HttpRequest) -> int:
    """How much of quotes the page had shown; a mark that nobody wrote is older than everything."""
    told = request.POST.get("seen", "")
    return int(told) if told.isascii() and told.isdigit() and len(told) < 9 else -1
