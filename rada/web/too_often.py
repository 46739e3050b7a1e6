"""What is asked too often: people read how long to wait, programs find it in the answer's head."""

from __future__ import annotations

from django.http import HttpResponse


def too_often(page: HttpResponse, *, seconds: int) -> HttpResponse:
    """The page as 429, with `Retry-After` in seconds."""
    page.status_code = 429
    page["Retry-After"] = str(seconds)
    return page
