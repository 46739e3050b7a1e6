"""The lists as files for a spreadsheet, with the filters of the list shown. For the partner's office alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from orders import exports, listings, permissions
from orders.forms.filters import OrderFilterForm, breach_filter
from rada.lib import csv_cells
from rada.web import clock
from rada.web.access import allow
from rada.web.clock import VIETNAM


@allow(permissions.is_dispatching)
@require_safe
def orders_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The orders that the list would show on all its pages."""
    form = OrderFilterForm(request.GET, listings.choices_of(request.actor))  # type: ignore[attr-defined]
    now = clock.now()
    listed = listings.orders_listed(request.actor, form.asked(), now=now)  # type: ignore[attr-defined]
    return _file("orders", exports.order_rows(listed, now=now), now)


@allow(permissions.is_dispatching)
@require_safe
def breaches_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The breaches that the list would show on all its pages."""
    listed = listings.breaches_listed(request.actor, breach_filter(request.GET))  # type: ignore[attr-defined]
    return _file("breaches", exports.breach_rows(listed), clock.now())


def _file(name: str, rows: Iterable[list[Any]], now: datetime) -> StreamingHttpResponse:
    told = _in_the_language_asked(csv_cells.lines(rows))
    answer = StreamingHttpResponse(told, content_type="text/csv; charset=utf-8")
    day = f"{now.astimezone(VIETNAM):%Y-%m-%d}"
    answer["Content-Disposition"] = f'attachment; filename="rada-{name}-{day}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _in_the_language_asked(lines: Iterator[str]) -> Iterator[str]:
    """The file is written after the view has answered, when no language is active any more."""
    language = translation.get_language() or "vi"

    def written() -> Iterator[str]:
        while True:
            with translation.override(language):
                line = next(lines, None)
            if line is None:
                return
            yield line

    return written()
