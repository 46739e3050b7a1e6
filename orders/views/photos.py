"""One photo of an order, of its receipt or of the request for it, for whoever sees the order."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from orders import permissions, selectors, stamp_selectors
from orders.services import attachments
from rada.platform.files import serve_as_asked
from rada.web import clock
from rada.web.access import allow


@allow(permissions.is_member_or_staff)
@require_safe
def photo(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The photo, or with `?size=small` its small picture."""
    found = get_object_or_404(attachments.visible_to(request.actor), assignment_id=pk, pk=number)  # type: ignore[attr-defined]
    return serve_as_asked(request, found.file)


@allow(permissions.is_member_or_staff)
@require_safe
def receipt_photo(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The customer's photo of the receipt, or with `?size=small` its small picture."""
    seen = stamp_selectors.photos_visible_to(request.actor)  # type: ignore[attr-defined]
    found = get_object_or_404(seen, assignment_id=pk, pk=number)
    return serve_as_asked(request, found.file)  # type: ignore[arg-type]


@allow(permissions.is_member_or_staff)
@require_safe
def request_photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo that came with the request, or with `?size=small` its small picture, for who may read the address."""
    seen = selectors.request_photos_visible_to(request.actor, now=clock.now())  # type: ignore[attr-defined]
    return serve_as_asked(request, get_object_or_404(seen, pk=pk).file)
