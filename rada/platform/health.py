"""Pages for whoever watches the house: is the database there, does the sweep go round, can it do its work."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from rada.platform import heartbeats, readiness
from rada.web.access import public


@public("for the machine that watches; it tells nothing but ok or not")
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 where the database answers; without it 503, from the page for errors."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")


@public("for the machine that watches; it tells nothing but ok or not")
@require_safe
def sweep(request: HttpRequest) -> HttpResponse:
    """200 while a whole sweep has passed within three rounds, else 503."""
    if not heartbeats.sweep_is_recent():
        return HttpResponse("no sweep has passed lately\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")


@public("for the machine that watches; it names what is missing, and nothing of anybody's")
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 where Rada can do its work, else 503; each part is named with `ok` or what is missing."""
    said = readiness.standing()
    return JsonResponse(said, status=200 if set(said.values()) == {readiness.OK} else 503)
