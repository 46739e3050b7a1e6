"""One photo of a request: for its customer, the partner who is engaged, and Rada's people."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from orders import permissions, selectors
from orders.views.customer.door import for_customer
from rada.platform.files import serve
from rada.web import clock
from rada.web.access import allow


@allow(permissions.is_member_or_staff)
@require_safe
def of_order(request: HttpRequest, pk: int) -> FileResponse:
    """The photo, or with `?size=small` its small picture, for whoever may read the customer's address."""
    return _served(request, pk)


@for_customer
@require_safe
def of_customer(request: HttpRequest, pk: int) -> HttpResponse:
    """The same, for the customer who sent it."""
    return _served(request, pk)  # type: ignore[return-value]


def _served(request: HttpRequest, pk: int) -> FileResponse:
    found = selectors.request_photos_visible_to(request.actor, now=clock.now())  # type: ignore[attr-defined]
    return serve(get_object_or_404(found, pk=pk).file, thumbnail=request.GET.get("size") == "small")
