"""The inbox of Rada's people: a bell with a count on every page, and a page of what one was told. Shown is read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders.notice_places import place_of
from orders.wording.notices import STAFF_WORDS, NoticeWords, words_of
from rada.platform import inbox
from rada.platform.models import Notice
from rada.web import clock
from rada.web.paging import After, after

PAGE = 50
ICONS = {"late": "alarm", "soon": "hourglass_bottom", "flag": "flag"}


class Row(NamedTuple):
    """One notice as the page shows it; `order` is the code of what it is about, "" where it is about no order."""

    words: NoticeWords
    order: str
    icon: str
    at: datetime
    is_new: bool
    link: str


@require_safe
def page(request: HttpRequest) -> TemplateResponse:
    """What this person was told, the newest first; what is shown here is read from now on."""
    now, begins = clock.now(), after(request.GET.get("after", ""))
    found = list(_told(request, begins)[: PAGE + 1])
    shown = found[:PAGE]
    rows = _rows(shown, now)
    inbox.read_all(shown, at=now)
    return TemplateResponse(
        request,
        "admin/inbox.html",
        {
            **admin.site.each_context(request),
            "title": _("My notices"),
            "rows": rows,
            "now": now,
            "is_first_page": begins is None,
            "older": str(After(shown[-1].created_at, shown[-1].pk)) if len(found) > PAGE else "",
        },
    )


def unread(request: HttpRequest) -> QuerySet[Notice]:
    """What this person was told and not shown yet."""
    return _told(request).filter(read_at__isnull=True)


def _told(request: HttpRequest, begins: After | None = None) -> QuerySet[Notice]:
    return inbox.received(f"staff:{request.user.pk}", after=begins).filter(level__in=STAFF_WORDS)


def _rows(shown: Sequence[Notice], now: datetime) -> list[Row]:
    words = [words_of(each.level, each.facts, now) for each in shown]
    return [
        Row(said, each.facts.get("order", ""), ICONS[said.icon], each.created_at, each.read_at is None, place_of(each))
        for said, each in zip(words, shown, strict=True)
    ]
