"""Pages for whoever watches the house: is the database there, does the sweep go round."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from rada.platform.models import Heartbeat
from rada.web import clock
from rada.web.access import public

SWEEP, SWEEP_EVERY = "sweep", timedelta(seconds=30)
MISSED_ROUNDS = 3


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
    beat = Heartbeat.objects.filter(name=SWEEP).first()
    if beat is None or clock.now() - beat.beat_at > MISSED_ROUNDS * SWEEP_EVERY:
        return HttpResponse("no sweep has passed lately\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
