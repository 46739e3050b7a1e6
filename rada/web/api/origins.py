"""Pages of other origins that may call the API (CORS): none, unless the settings name them."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
HEADERS = ", ".join(
    (
        "Accept-Language", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match",
        "Rada-Acting-For", "Rada-Device",
    )
)  # fmt: skip
SHOWN = "Content-Language, ETag, Idempotent-Replayed, Location, Retry-After"


class AllowedOrigins:
    """Answers what a browser asks beforehand, and says which origin may read. Cookies are never part of it."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        origin = request.headers.get("Origin", "")
        if not request.path.startswith("/api/") or origin not in settings.API_ALLOWED_ORIGINS:
            return self.get_response(request)
        is_asked_before = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
        response = HttpResponse(status=204) if is_asked_before else self.get_response(request)
        if is_asked_before:
            response["Access-Control-Allow-Methods"] = "GET, POST, PUT, DELETE"
            response["Access-Control-Allow-Headers"] = HEADERS
            response["Access-Control-Max-Age"] = "600"
        response["Access-Control-Allow-Origin"] = origin
        response["Access-Control-Expose-Headers"] = SHOWN
        response["Vary"] = ", ".join(filter(None, [response.get("Vary", ""), "Origin"]))
        return response
