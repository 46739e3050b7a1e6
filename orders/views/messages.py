"""The chat: a message is sent now or waits for the care hours; one that waits is taken back or sent all the same."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from orders import acts, permissions, selectors
from orders.forms.messages import LATER, WaitingForm
from orders.models import Assignment
from orders.services import messages as chat
from orders.services import scheduled, timeline
from orders.views.acting import act_on, shown_or_sent
from orders.views.order_page import OrderPage, Tried
from orders.wording.costs import cost_sentence
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow


@allow(permissions.is_member)
@shown_or_sent
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the customer, now or when the care hours begin."""
    return act_on(request, pk, acts.REPLY, _send_later if _is_later(request) else _send, done=lambda: _said(request))


@allow(permissions.is_member)
@shown_or_sent
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a waiting message back into the box, or send it at once; opening the address shows the order."""
    actor = request.actor  # type: ignore[attr-defined]
    page = OrderPage(request, get_object_or_404(selectors.assignments_visible_to(actor), pk=pk))
    if request.method != "POST":
        return page.answer()
    form = WaitingForm(request.POST)
    if not form.is_valid():
        return _refused(page, _("Choose one of the messages that wait."), 422)
    try:
        return _take_back(page, form.cleaned_data) if _takes_back(form) else _send_now(page, form.cleaned_data)
    except (timeline.Refused, KeyReused) as error:
        return _refused(OrderPage(request, selectors.assignments_visible_to(actor).get(pk=pk)), str(error), 409)
    except PermissionDenied:
        raise Http404 from None


def _is_later(request: HttpRequest) -> bool:
    return request.POST.get("when") == LATER


def _send(job: Assignment, by: dict[str, Any], form: dict[str, Any]) -> None:
    chat.send(job, text=form["text"], files=form["photos"], **by)


def _send_later(job: Assignment, by: dict[str, Any], form: dict[str, Any]) -> None:
    """Let it wait; where the care hours have begun since the page was shown, it is simply sent."""
    try:
        scheduled.wait(job, text=form["text"], files=form["photos"], **by)
    except scheduled.NothingToWaitFor:
        _send(job, by, form)


def _said(request: HttpRequest) -> str:
    if _is_later(request):
        return _("Your message waits and is sent when the care hours begin. Until then you can take it back.")
    return _("Your message was sent.")


def _takes_back(form: WaitingForm) -> bool:
    return bool(form.cleaned_data["then"] == "take_back")


def _take_back(page: OrderPage, asked: dict[str, Any]) -> HttpResponse:
    request = page.request
    scheduled.take_back(page.assignment, message=asked["message"], **_by(request))
    messages.success(request, _("The message was taken back. Its text stands in the box again."))
    box = reverse("orders:reply", args=[page.assignment.pk])
    return redirect(f"{box}?again={asked['message']}#chat")


def _send_now(page: OrderPage, asked: dict[str, Any]) -> HttpResponse:
    """Send it; a cost that the page had not said is said first."""
    request = page.request
    dearer = [cost for cost in page.costs(acts.REPLY.name) if cost.mark not in asked["cost_shown"].split()]
    if dearer and not is_answered(request.idempotency_key):  # type: ignore[attr-defined]
        said = _("Nothing has been sent yet. %(cost)s Send it again if you want to go on.")
        return _refused(page, said % {"cost": cost_sentence(dearer, page.numbers)}, 409)
    scheduled.send_now(page.assignment, message=asked["message"], **_by(request))
    messages.success(request, _("Your message was sent."))
    return redirect("orders:assignment", pk=page.assignment.pk)


def _by(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "key": request.idempotency_key}  # type: ignore[attr-defined]


def _refused(page: OrderPage, refusal: str, status: int) -> HttpResponse:
    page.tried = Tried(acts.REPLY, refusal=refusal, status=status)
    return page.answer()
