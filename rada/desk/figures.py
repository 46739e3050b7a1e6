"""The weekly figures on a page, and the same as a CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.figures.table import figures, heading
from complaints.figures.weeks import Week, weeks_until
from rada.web import clock
from rada.web.csv_files import csv_file

MAY = "orders.export_breach"
SPANS = (4, 13, 26, 52)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """So many weeks, the newest first."""
    now = clock.now()
    weeks = _weeks(request, now)
    shown = {
        **admin.site.each_context(request),
        "title": _("Weekly figures"),
        "heading": heading(),
        "rows": figures(weeks, now),
        "csv": f"{reverse('admin:figures_csv')}?weeks={len(weeks)}",
        "span": len(weeks),
        "spans": SPANS,
    }
    return TemplateResponse(request, "admin/figures.html", shown)


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same rows, sent as they are read."""
    now = clock.now()
    weeks = _weeks(request, now)
    return csv_file("weeks", _lines(weeks, now), now)


def may_read(request: HttpRequest) -> bool:
    """Whoever may take figures away."""
    return request.user.has_perm(MAY)


def _weeks(request: HttpRequest, now: datetime) -> Sequence[Week]:
    """As many as asked for, of those that can be chosen. Raises PermissionDenied."""
    if not may_read(request):
        raise PermissionDenied
    asked = request.GET.get("weeks")
    return weeks_until(now, next((span for span in SPANS if str(span) == asked), SPANS[0]))


def _lines(weeks: Sequence[Week], now: datetime) -> Iterator[list[Any]]:
    yield heading()
    for row in figures(weeks, now):
        yield row.cells
