"""A customer's own data: what is kept and why, a copy of it, its deletion, taking a consent back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import customer_selectors, data_copies
from orders.models import DataRequest
from orders.services import data_requests, holds, phone_codes, retention, timeline
from orders.views.acting import shown_or_sent
from orders.views.customer.door import for_customer
from orders.views.customer.signed_in import require_customer
from orders.wording.personal_data import STAYS, asked, day, holdings
from rada.platform.files import HEADERS
from rada.platform.idempotency import KeyReused
from rada.web import clock

Kind = DataRequest.Kind


@for_customer
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What is kept of this order's customer, and what they can ask."""
    return DataPage(request).answer()


@for_customer(confirmed=True)
@shown_or_sent
def copy(request: HttpRequest) -> HttpResponse:
    """Ask for a copy, or read the one that was asked for."""
    page = DataPage(request)
    if request.method == "POST":
        said = _("Your copy is ready: read it here, or save it with its photos.")
        return _asked(page, Kind.COPY, said, onward="orders:customer_data_copy")
    if page.copy_until is None:
        return page.back()
    content = data_copies.copy_of(page.order, now=page.now).content
    return render(request, "customer/data_copy.html", {**page.content(), "copy": content})


@for_customer
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """The copy to keep: data, a page to print, photos."""
    page = DataPage(request)
    if page.copy_until is None:
        return page.back()
    made = data_copies.copy_of(page.order, now=page.now)
    printed = render_to_string("customer/data_copy_print.html", {"order": page.order, "copy": made.content})
    name = f"rada-{page.order.code.lower()}.zip"
    file = data_copies.archive(made, printed)
    return FileResponse(file, as_attachment=True, filename=name, headers=HEADERS)  # type: ignore[return-value]


@for_customer(confirmed=True)
@shown_or_sent
def deletion(request: HttpRequest) -> HttpResponse:
    """Ask for deletion: it cannot be undone once it is done."""
    page = DataPage(request)
    said = _("Rada has your request for deletion. You get a first answer within 2 working days.")
    return _asked(page, Kind.DELETION, said) if request.method == "POST" else page.back()


@for_customer
@shown_or_sent
def withdrawal(request: HttpRequest) -> HttpResponse:
    """Take the consent to offers back."""
    page = DataPage(request)
    said = _("Rada has noted that you take your consent back. It is done within 15 days.")
    return _asked(page, Kind.WITHDRAWAL, said) if request.method == "POST" else page.back()


@for_customer(confirmed=True)
@shown_or_sent
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """End a request that Rada has not answered yet: nobody who merely holds a link ends what the customer asked."""
    page = DataPage(request)
    found = get_object_or_404(customer_selectors.data_requests_of(page.actor), pk=pk)
    if request.method != "POST":
        return page.back()
    said = _("You have taken your request back. Nothing is deleted.")
    return _done(page, lambda: data_requests.take_back(found, **page.by), said)


def _asked(page: DataPage, kind: str, said: str, onward: str = "") -> HttpResponse:
    return _done(page, lambda: data_requests.ask(page.order, kind=kind, **page.by), said, onward)


def _done(page: DataPage, act: Any, said: str, onward: str = "") -> HttpResponse:
    """Do what was asked, and say so."""
    try:
        require_customer(page.request)
        act()
    except (timeline.Refused, KeyReused) as error:
        return DataPage(page.request).answer(refusal=str(error), status=409)
    messages.success(page.request, said)
    return page.back(onward)


@dataclass
class DataPage:
    """Everything the page shows, read once. A copy that was asked for is open to a browser confirmed by phone alone."""

    request: HttpRequest
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.order = self.request.order  # type: ignore[attr-defined]
        self.actor = self.request.actor  # type: ignore[attr-defined]
        confirmed = phone_codes.is_confirmed(self.request.browser)  # type: ignore[attr-defined]
        self.copy_until = data_requests.copy_open_until(self.order, now=self.now) if confirmed else None

    @property
    def by(self) -> dict[str, Any]:
        """Who asks, and the key of the form."""
        return {"by": self.actor, "key": self.request.idempotency_key}  # type: ignore[attr-defined]

    def back(self, onward: str = "") -> HttpResponse:
        """To the page, or onward from it."""
        return redirect(onward or "orders:customer_data", code=self.order.code)

    def answer(self, *, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page; what was refused stands in it."""
        requests = [asked(each, list(each.steps.all())) for each in customer_selectors.data_requests_of(self.actor)]
        ended = holds.ended_at(self.order)
        shown = {
            "holdings": holdings(retention.ends_of(self.order) if ended is not None else None),
            "stays": STAYS,
            "held": holds.why_held(self.order, now=self.now),
            "requests": requests,
            "waiting": {each.request.kind for each in requests if each.request.is_open},
            "refusal": refusal,
        }
        return render(self.request, "customer/data.html", {**self.content(), **shown}, status=status)

    def content(self) -> dict[str, Any]:
        """What every page of these shows."""
        copy_until = day(self.copy_until) if self.copy_until is not None else ""
        return {"order": self.order, "now": self.now, "copy_until": copy_until}
