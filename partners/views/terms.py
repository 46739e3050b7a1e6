"""Reading published terms: the version in force, and each version with what it changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners import permissions, selectors
from partners.models import TermsVersion
from partners.terms_diff import difference
from partners.terms_words import sheet
from rada.web import clock
from rada.web.access import allow

PER_PAGE = 20


class Row(NamedTuple):
    """One version in the list: where it stands, by word and tone."""

    version: TermsVersion
    word: str
    tone: str


@allow(permissions.is_dispatching)
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The version in force, and the list of all."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    versions = selectors.terms_published(actor)
    in_force = versions.filter(starts_at__lte=now).order_by("-starts_at", "-number").first()
    before = request.GET.get("before", "")
    listed = versions.filter(number__lt=int(before)) if _is_number(before) else versions
    rows = list(listed[: PER_PAGE + 1])
    shown: dict[str, Any] = {
        "now": now,
        "version": in_force,
        "sheet": sheet(in_force, selectors.service_names()) if in_force else None,
        "rows": [_row(each, in_force, now) for each in rows[:PER_PAGE]],
        "older": rows[PER_PAGE - 1].number if len(rows) > PER_PAGE else None,
        "is_first_page": listed is versions,
        "may_edit": actor.is_owner,
    }
    return render(request, "partners/terms.html", shown)


@allow(permissions.is_dispatching)
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, and its difference from the one before."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    versions = selectors.terms_published(actor)
    shown = get_object_or_404(versions, number=number)
    in_force = versions.filter(starts_at__lte=now).order_by("-starts_at", "-number").first()
    earlier, names = selectors.terms_before(shown), selectors.service_names()
    found = {
        "now": now,
        "row": _row(shown, in_force, now),
        "version": shown,
        "earlier": earlier,
        "sheet": sheet(shown, names),
        "changes": difference(earlier, shown, names) if earlier else [],
    }
    return render(request, "partners/terms_version.html", found)


def _row(version: TermsVersion, in_force: TermsVersion | None, now: datetime) -> Row:
    if version == in_force:
        return Row(version, _("in force"), "kept")
    if version.starts_at > now:
        return Row(version, _("to come"), "accent")
    return Row(version, _("earlier"), "")


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10
