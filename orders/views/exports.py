"""The lists as files for a spreadsheet, with the filters of the list shown. For the partner's office alone."""

from __future__ import annotations

from django.http import HttpRequest, StreamingHttpResponse
from django.views.decorators.http import require_safe

from orders import exports, listings, permissions
from orders.forms.filters import OrderFilterForm, breach_filter
from rada.web import clock
from rada.web.access import allow
from rada.web.csv_files import csv_file


@allow(permissions.is_dispatching)
@require_safe
def orders_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The orders that the list would show on all its pages."""
    form = OrderFilterForm(request.GET, listings.choices_of(request.actor))  # type: ignore[attr-defined]
    now = clock.now()
    listed = listings.orders_listed(request.actor, form.asked(), now=now)  # type: ignore[attr-defined]
    return csv_file("orders", exports.order_rows(listed, now=now), now)


@allow(permissions.is_dispatching)
@require_safe
def breaches_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The breaches that the list would show on all its pages."""
    listed = listings.breaches_listed(request.actor, breach_filter(request.GET))  # type: ignore[attr-defined]
    return csv_file("breaches", exports.breach_rows(listed), clock.now())
