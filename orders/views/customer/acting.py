"""One act of the customer: show its form, or do it and say what came of it. What is refused keeps what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from orders.models import Assignment
from orders.services import timeline
from orders.views.customer.page import CustomerPage, Tried
from orders.views.customer.signed_in import require_customer
from rada.platform.idempotency import KeyReused, is_answered

Send = Callable[[CustomerPage, dict[str, Any], dict[str, Any]], object]
Done = Callable[[], str]


class NobodyEngaged(timeline.Refused):
    """No company has the order at present."""

    def __str__(self) -> str:
        return _("No company is working on this order at present.")


def act_on(request: HttpRequest, name: str, send: Send, *, done: Done, where: str = "") -> HttpResponse:
    """Show the order with the form of this name open, or do what it asks by `send` and say what `done` says.

    `where` names the section of the page to go back to.
    """
    page = CustomerPage(request)
    if request.method != "POST":
        page.tried = Tried(name)
        return page.answer()
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):  # a second press decodes no photo anew
        return page.done(done(), where)
    form = page.form(name, request.POST, request.FILES)
    if not form.is_valid():
        page.tried = Tried(name, form, status=422)
        return page.answer()
    try:
        require_customer(request)
        send(page, {"by": page.actor, "key": key}, form.cleaned_data)
    except (timeline.Refused, KeyReused) as error:
        return _refused(CustomerPage(request), Tried(name, form, str(error), 409))
    return page.done(done(), where)


def job_of(page: CustomerPage) -> Assignment:
    """The engagement that is talked of. Raises NobodyEngaged."""
    if page.job is None:
        raise NobodyEngaged
    return page.job


def _refused(page: CustomerPage, tried: Tried) -> HttpResponse:
    """The page as it stands now, with what was tried; sent again, the form means what this page shows."""
    if "standing" in tried.form.fields:
        tried.form.note(standing=page.form(tried.name).initial.get("standing", ""))
    page.tried = tried
    return page.answer()
