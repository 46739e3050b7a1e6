"""Each request: one line in the log, an id that stands in every line about it, and how long its address took."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

from rada.lib import log_lines
from rada.lib.masking import masked

logger = logging.getLogger(__name__)

WELL_FORMED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Asked every few seconds by machines: told only when something is wrong.
PROBES = frozenset({"healthz", "healthz_sweep", "readyz", "metrics"})
# To whom somebody's row or page is not open it does not exist: a 404 of an address that leads somewhere is a refusal.
REFUSED = frozenset({401, 403, 404, 429})
REQUEST_SECONDS = Histogram(
    "rada_web_request_seconds",
    "How long requests took, by the name of their address and the answer's status.",
    ["route", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)


class RequestLog:
    """The outermost middleware. The line names the address by its route: paths and queries may hold secrets."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with `X-Request-ID`: the one that came, where it is well-formed, else a new one."""
        request_id, begun = id_of(request), time.monotonic()
        with log_lines.about(request_id=request_id):
            response = self.get_response(request)
            _tell(request, response.status_code, time.monotonic() - begun)
        response["X-Request-ID"] = request_id
        return response


def id_of(request: HttpRequest) -> str:
    """The id that a proxy or an app gave the request; a new one where none came, or one that could name somebody."""
    given = request.headers.get("X-Request-ID", "")
    return given if WELL_FORMED.fullmatch(given) and masked(given) == given else str(uuid.uuid4())


def route_of(request: HttpRequest) -> str:
    """The name of the address that was asked, `orders:accept`; `static` for files, `none` for what leads nowhere."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def _tell(request: HttpRequest, status: int, seconds: float) -> None:
    route = route_of(request)
    REQUEST_SECONDS.labels(route, str(status)).observe(seconds)
    if route == "static" or (route in PROBES and status < 400):
        return
    method = request.method if request.method in METHODS else "other"
    log_lines.note(route=route, method=str(method), status=status, duration_ms=round(seconds * 1000))
    is_refused = status in REFUSED and route != "none"
    logger.log(logging.ERROR if status >= 500 else logging.WARNING if is_refused else logging.INFO, "answered")
