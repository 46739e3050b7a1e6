"""What people see when something failed: what happened, whether anything was stored, what to do."""

from __future__ import annotations

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from rada.web.access import public
from rada.web.api import problems

logger = logging.getLogger(__name__)


@public("an error page")
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A page that says: open the form again; nothing was stored."""
    return render(request, "errors/csrf.html", status=403)


@public("an error page")
def server_error(request: HttpRequest) -> HttpResponse:
    """503 with `Retry-After` where the database was away or a lock was kept too long, else 500.

    The pages are rendered without context processors: with the database away nobody can be looked up.
    """
    error = sys.exc_info()[1]
    is_away = isinstance(error, OperationalError | InterfaceError)
    if request.path.startswith("/api/"):
        return _problem(request, problems.AWAY if is_away else problems.FAILED)
    if is_away:
        logger.error("database away: %s", type(error).__name__)
        return HttpResponse(render_to_string("errors/503.html"), status=503, headers={"Retry-After": "5"})
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def _problem(request: HttpRequest, kind: problems.Kind) -> HttpResponse:
    content = problems.content_of(problems.Problem(kind), request.path)
    headers = {"Retry-After": "5"} if kind is problems.AWAY else {}
    return JsonResponse(content, status=kind.status, content_type=problems.MEDIA_TYPE, headers=headers)
