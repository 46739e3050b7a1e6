"""Announced leave: the list, a form to announce, and taking it back."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from partners import permissions, selectors
from partners.forms.leave import LeaveForm
from partners.models import AnnouncedLeave
from partners.services import leave as leaves
from partners.views.drafting import shown_or_sent
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.access import allow

MOST_SHOWN = 50


class Row(NamedTuple):
    """One leave: its days, where it stands, and whether its sheet is open."""

    leave: AnnouncedLeave
    days: str
    word: str
    tone: str
    is_over: bool
    is_running: bool
    is_asked: bool


@allow(permissions.is_dispatching)
@shown_or_sent
def leave(request: HttpRequest) -> HttpResponse:
    """The list, or announce."""
    if request.method != "POST":
        return _page(request, LeaveForm())
    key = request.idempotency_key  # type: ignore[attr-defined]
    form = LeaveForm(request.POST)
    if is_answered(key):
        return redirect("partners:leave")
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    try:
        leaves.announce(
            given["first_day"], given["last_day"], by=request.actor, reason=given["reason"], key=key  # type: ignore[attr-defined]
        )  # fmt: skip
    except leaves.BadDays as error:
        form.add_error(error.field, str(error))
        return _page(request, form, status=422)
    except KeyReused as error:
        return _page(request, form, status=409, refusal=str(error))
    messages.success(request, _("Your leave is announced. Rada offers you no new orders in these days."))
    return redirect("partners:leave")


@allow(permissions.is_dispatching)
@shown_or_sent
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then take it back. A leave that is nobody's and one of others look alike."""
    if request.method != "POST":
        get_object_or_404(selectors.leaves_of(request.actor), pk=pk)  # type: ignore[attr-defined]
        return _page(request, LeaveForm(), asked=pk)
    try:
        done = leaves.withdraw(pk, by=request.actor, key=request.idempotency_key)  # type: ignore[attr-defined]
    except leaves.LeaveIsGone as error:
        return _page(request, LeaveForm(), status=404, refusal=str(error))
    except (leaves.LeaveIsOver, KeyReused) as error:
        return _page(request, LeaveForm(), status=409, refusal=str(error))
    ended = _("Your leave ended now. Rada offers you orders again.")
    messages.success(request, ended if done == "ended" else _("Your leave is withdrawn."))
    return redirect("partners:leave")


def _page(
    request: HttpRequest, form: LeaveForm, status: int = 200, asked: int | None = None, **extra: Any
) -> HttpResponse:
    now = clock.now()
    rows = [_row(each, now, asked) for each in selectors.leaves_of(request.actor)[:MOST_SHOWN]]  # type: ignore[attr-defined]
    standing = sorted((row for row in rows if not row.is_over), key=lambda row: row.leave.starts_at)
    shown = {
        "form": form, "now": now, "standing": standing, "over": [row for row in rows if row.is_over],
        **extra,
    }  # fmt: skip
    return render(request, "partners/leave.html", shown, status=status)


def _row(each: AnnouncedLeave, now: datetime, asked: int | None) -> Row:
    is_over, is_running = each.ends_at <= now, each.starts_at <= now < each.ends_at
    word, tone = (_("over"), "") if is_over else (_("away now"), "soon") if is_running else (_("to come"), "accent")
    return Row(each, leaves.days_of(each), word, tone, is_over, is_running, each.pk == asked)
