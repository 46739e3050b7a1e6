"""The partner's acts: each finds the order, calls one service, answers. Opening an address never acts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders import acts, permissions, selectors
from orders.models import Assignment
from orders.services import complaints, offers, receipts, timeline, visits
from orders.services import messages as chat
from orders.views.order_page import OrderPage, Tried
from orders.wording.costs import cost_sentence
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow

Send = Callable[[Assignment, dict[str, Any], dict[str, Any]], object]
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


@allow(permissions.is_dispatching)
@shown_or_sent
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the order."""
    return _act(request, pk, acts.ACCEPT, lambda job, by, form: offers.accept(job, **by))


@allow(permissions.is_dispatching)
@shown_or_sent
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an offer with no."""
    return _act(request, pk, acts.DECLINE, lambda job, by, form: offers.decline(job, reason=form["reason"], **by))


@allow(permissions.is_member)
@shown_or_sent
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the customer."""
    return _act(request, pk, acts.REPLY, lambda job, by, form: chat.send(job, text=form["text"], **by))


@allow(permissions.is_member)
@shown_or_sent
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Make or move the appointment."""
    return _act(
        request, pk, acts.SCHEDULE,
        lambda job, by, form: visits.schedule(
            job, arrive_from=form["arrive_from"], arrive_to=form["arrive_to"], **by
        ),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """The technician is at the door."""
    return _act(request, pk, acts.ARRIVE, lambda job, by, form: visits.arrive(job, **by))


@allow(permissions.is_member)
@shown_or_sent
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """The work is done."""
    return _act(request, pk, acts.COMPLETE, lambda job, by, form: visits.complete(job, **by))


@allow(permissions.is_member)
@shown_or_sent
def ask_for_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the customer for the receipt's photo."""
    return _act(request, pk, acts.ASK_FOR_PHOTO, lambda job, by, form: receipts.ask_for_photo(job, **by))


@allow(permissions.is_member)
@shown_or_sent
def report_disagreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell Rada what could not be agreed on."""
    return _act(
        request, pk, acts.REPORT_DISAGREEMENT,
        lambda job, by, form: visits.report_disagreement(job, text=form["text"], **by),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def answer_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one complaint."""
    return _act(
        request, pk, acts.ANSWER_COMPLAINT,
        lambda job, by, form: complaints.reply(job, complaint=form["complaint"], text=form["text"], **by),
    )  # fmt: skip


@allow(permissions.is_dispatching)
@shown_or_sent
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an accepted order."""
    return _act(request, pk, acts.CANCEL, lambda job, by, form: visits.cancel(job, reason=form["reason"], **by))


def _act(request: HttpRequest, pk: int, act: acts.Act, send: Send) -> HttpResponse:
    """Show the order with the act's sheet open, or do the act; what cannot be done keeps what was typed."""
    actor = request.actor  # type: ignore[attr-defined]
    assignment = get_object_or_404(selectors.assignments_visible_to(actor), pk=pk)
    page = OrderPage(request, assignment)
    if request.method != "POST":
        choice = page.choices[act.name]
        page.tried = Tried(act, refusal="" if choice.possible else str(choice.why_not))
        return page.answer()
    form = page.form(act.name, request.POST)
    key = request.idempotency_key  # type: ignore[attr-defined]
    if not form.is_valid():
        return _refused(page, Tried(act, form, status=422))
    dearer = [cost for cost in page.costs(act.name) if cost.mark not in form.costs_shown]
    if dearer and not is_answered(key):
        said = _("Nothing has been sent yet. %(cost)s Send it again if you want to go on.")
        return _refused(page, Tried(act, form, said % {"cost": cost_sentence(dearer, page.numbers)}, 409))
    try:
        send(assignment, {"by": actor, "key": key}, form.cleaned_data)
    except (timeline.Refused, KeyReused) as error:
        return _refused(
            OrderPage(request, selectors.assignments_visible_to(actor).get(pk=pk)), Tried(act, form, str(error), 409)
        )
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, DONE[act.name]())
    return redirect("orders:today") if act is acts.DECLINE else redirect("orders:assignment", pk=pk)


def _refused(page: OrderPage, tried: Tried) -> HttpResponse:
    """The page as it stands now, with what was tried; the form notes the costs that this page says."""
    if tried.form is not None:
        marks = " ".join(cost.mark for cost in page.costs(tried.act.name))
        tried.form.data = {**{name: tried.form.data.get(name) for name in tried.form.data}, "cost_shown": marks}
    page.tried = tried
    return page.answer()


DONE: dict[str, Callable[[], str]] = {
    acts.ACCEPT.name: lambda: _("You took the order. Agree on an appointment with the customer now."),
    acts.DECLINE.name: lambda: _("You declined the order. Thank you for answering."),
    acts.REPLY.name: lambda: _("Your message was sent."),
    acts.SCHEDULE.name: lambda: _("The appointment is made. The customer sees it too."),
    acts.ARRIVE.name: lambda: _("Noted: you have arrived."),
    acts.COMPLETE.name: lambda: _("The work is completed. Issue the stamped receipt and ask for its photo."),
    acts.ASK_FOR_PHOTO.name: lambda: _("The customer was asked for the photo."),
    acts.REPORT_DISAGREEMENT.name: lambda: _("Your report was recorded. Rada can read it."),
    acts.ANSWER_COMPLAINT.name: lambda: _("Your answer was sent."),
    acts.CANCEL.name: lambda: _("The order is cancelled."),
}
