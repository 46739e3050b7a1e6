"""One act on one order: show its form, or do it and say what came of it. What cannot be done keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from orders import acts, selectors
from orders.models import Assignment
from orders.services import timeline
from orders.views.order_page import OrderPage, Tried
from orders.wording.costs import cost_sentence
from rada.platform.idempotency import KeyReused, is_answered

Send = Callable[[Assignment, dict[str, Any], dict[str, Any]], object]
NOTHING: Mapping[str, str] = {}
shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])


def act_on(request: HttpRequest, pk: int, act: acts.Act, send: Send, *, done: Callable[[], str]) -> HttpResponse:
    """Show the order with the act's sheet open, or do the act by `send` and say what `done` says."""
    actor = request.actor  # type: ignore[attr-defined]
    assignment = get_object_or_404(selectors.assignments_visible_to(actor), pk=pk)
    page = OrderPage(request, assignment)
    if request.method != "POST":
        choice = page.choices[act.name]
        page.tried = Tried(act, refusal="" if choice.possible else str(choice.why_not))
        return page.answer()
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):  # a second press decodes no photo and asks about no cost anew
        return _answered(request, pk, act, done)
    form = page.form(act.name, request.POST, request.FILES)
    if not form.is_valid():
        return _refused(page, Tried(act, form, status=422))
    costs = [] if form.waits else page.costs(act.name)
    dearer = [cost for cost in costs if cost.mark not in form.costs_shown]
    if dearer:
        said = _("Nothing has been sent yet. %(cost)s Send it again if you want to go on.")
        return _refused(page, Tried(act, form, said % {"cost": cost_sentence(dearer, page.numbers)}, 409))
    try:
        send(assignment, {"by": actor, "key": key}, form.cleaned_data)
    except (timeline.Refused, KeyReused) as error:
        fresh = OrderPage(request, selectors.assignments_visible_to(actor).get(pk=pk))
        return _refused(fresh, Tried(act, form, str(error), 409), getattr(error, "confirmed_by", {}))
    except PermissionDenied:
        raise Http404 from None
    return _answered(request, pk, act, done)


def _answered(request: HttpRequest, pk: int, act: acts.Act, done: Callable[[], str]) -> HttpResponse:
    messages.success(request, done())
    return redirect("orders:today") if act is acts.DECLINE else redirect("orders:assignment", pk=pk)


def _refused(page: OrderPage, tried: Tried, confirmed_by: Mapping[str, str] = NOTHING) -> HttpResponse:
    """The page as it stands now, with what was tried; the form notes the costs that this page says.

    `confirmed_by` are fields with which the same form, sent again, says that the refusal was read.
    """
    if tried.form is not None:
        marks = " ".join(cost.mark for cost in page.costs(tried.act.name))
        tried.form.note(cost_shown=marks, **confirmed_by)
    page.tried = tried
    return page.answer()
