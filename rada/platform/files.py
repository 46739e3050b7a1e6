"""Private files: served by a view that asked who may see them, with headers that let nothing in them run."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest

from rada.platform.models import StoredFile

# What our own processes write. Anything else is handed over as bytes to save.
SHOWN = {"image/jpeg": "jpg", "image/webp": "webp"}
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def serve(stored: StoredFile, *, thumbnail: bool = False) -> FileResponse:
    """The file, or its small picture where it has one, under a name of our own. Raises Http404 where it is gone."""
    name = (thumbnail and stored.thumbnail_name) or stored.storage_name
    try:
        file = default_storage.open(name)
    except OSError:
        raise Http404 from None
    ending = SHOWN.get(stored.content_type)
    return FileResponse(
        file,
        as_attachment=ending is None,
        filename=f"rada-{stored.pk}.{ending or 'bin'}",
        content_type=stored.content_type if ending else "application/octet-stream",
        headers=HEADERS,
    )


def serve_as_asked(request: HttpRequest, stored: StoredFile) -> FileResponse:
    """The file, or with `?size=small` its small picture; as `serve`."""
    return serve(stored, thumbnail=request.GET.get("size") == "small")
