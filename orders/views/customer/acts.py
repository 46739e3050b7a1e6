"""What a customer does on their order: write, say that no answer is needed, choose a time, review, cancel."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from orders.services import messages, reviews, timeline, visits
from orders.views.acting import shown_or_sent
from orders.views.customer.acting import NobodyEngaged, act_on, job_of
from orders.views.customer.door import for_customer
from orders.views.customer.page import CustomerPage
from orders.views.customer.signed_in import require_customer
from rada.platform.idempotency import KeyReused


@for_customer
@shown_or_sent
def write(request: HttpRequest) -> HttpResponse:
    """Send a message to the company."""
    return act_on(request, "message", _write, done=lambda: _("Your message was sent."), where="talk")


@for_customer
@shown_or_sent
def need_no_reply(request: HttpRequest) -> HttpResponse:
    """Say that the waiting message needs no answer; opening the address shows the order."""
    page = CustomerPage(request)
    if request.method != "POST":
        return page.answer()
    try:
        require_customer(request)
        messages.need_no_reply(job_of(page), by=page.actor, key=request.idempotency_key)  # type: ignore[attr-defined]
    except (timeline.Refused, KeyReused) as error:
        return CustomerPage(request).answer(refusal=str(error), status=409)
    return page.done(_("Thank you. The company need not answer."), "talk")


@for_customer
@shown_or_sent
def schedule(request: HttpRequest) -> HttpResponse:
    """Make or move the appointment."""
    return act_on(request, "schedule", _schedule, done=lambda: _("The appointment is made. The company sees it too."))


@for_customer
@shown_or_sent
def review(request: HttpRequest) -> HttpResponse:
    """Review the work, or change the review."""
    return act_on(request, "review", _review, done=lambda: _("Thank you for your review."))


@for_customer(confirmed=True)
@shown_or_sent
def cancel(request: HttpRequest) -> HttpResponse:
    """Cancel the whole order."""
    return act_on(request, "cancel", _cancel, done=lambda: _("The order is cancelled. Nobody comes any more."))


def _write(page: CustomerPage, by: dict[str, Any], given: dict[str, Any]) -> None:
    needs_reply = not given["no_reply"]
    messages.send(job_of(page), text=given["text"], files=given["photos"], needs_reply=needs_reply, **by)


def _schedule(page: CustomerPage, by: dict[str, Any], given: dict[str, Any]) -> None:
    if page.assignment is None:
        raise NobodyEngaged
    window = {name: given[name] for name in ("arrive_from", "arrive_to", "standing")}
    visits.schedule(page.assignment, **window, **by)


def _review(page: CustomerPage, by: dict[str, Any], given: dict[str, Any]) -> None:
    told = {"stars": given["stars"], "text": given["text"], "is_public": not given["is_private"]}
    reviews.give(job_of(page), **told, **by)


def _cancel(page: CustomerPage, by: dict[str, Any], given: dict[str, Any]) -> None:
    visits.cancel_order(page.order, reason=given["reason"], **by)
