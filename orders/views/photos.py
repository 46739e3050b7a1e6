"""One photo of an order, or of its receipt, for whoever sees the order."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from orders import permissions, stamp_selectors
from orders.services import attachments
from rada.platform.files import serve
from rada.web.access import allow


@allow(permissions.is_member_or_staff)
@require_safe
def photo(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The photo, or with `?size=small` its small picture."""
    found = get_object_or_404(attachments.visible_to(request.actor), assignment_id=pk, pk=number)  # type: ignore[attr-defined]
    return serve(found.file, thumbnail=request.GET.get("size") == "small")


@allow(permissions.is_member_or_staff)
@require_safe
def receipt_photo(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The customer's photo of the receipt, or with `?size=small` its small picture."""
    seen = stamp_selectors.photos_visible_to(request.actor)  # type: ignore[attr-defined]
    found = get_object_or_404(seen, assignment_id=pk, pk=number)
    return serve(found.file, thumbnail=request.GET.get("size") == "small")  # type: ignore[arg-type]
