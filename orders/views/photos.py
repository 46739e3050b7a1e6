"""One photo of an order, for whoever sees the order."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from orders import permissions
from orders.services import attachments
from rada.platform.files import serve
from rada.web.access import allow


@allow(permissions.is_member_or_staff)
@require_safe
def photo(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The photo, or with `?size=small` its small picture."""
    found = get_object_or_404(attachments.visible_to(request.actor), assignment_id=pk, pk=number)  # type: ignore[attr-defined]
    return serve(found.file, thumbnail=request.GET.get("size") == "small")
