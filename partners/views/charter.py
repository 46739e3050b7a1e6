"""The charter: read clause by clause, signed by the owner, and what was signed before."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from partners import permissions, selectors
from partners.charter_words import clause_words
from partners.models import CharterClause, CharterVersion, Partner
from partners.services import charter as charters
from partners.views.drafting import shown_or_sent
from rada.platform.idempotency import KeyReused
from rada.web import clock
from rada.web.access import allow

SECTION_WORDS: dict[str, Any] = {
    "A": gettext_lazy("Accepting requests"),
    "B": gettext_lazy("The published quality"),
    "C": gettext_lazy("Customer care"),
}


class Clause(NamedTuple):
    """One commitment: its short title in our words, and the charter's own text."""

    code: str
    title: str
    text: str


@allow(permissions.is_member)
@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """The version in force."""
    return _page(request, selectors.charter_in_force())


@allow(permissions.is_member)
@require_safe
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version that is or was in force."""
    return _page(request, get_object_or_404(selectors.charters_published(), number=number))


@allow(permissions.is_owner)
@shown_or_sent
def sign(request: HttpRequest) -> HttpResponse:
    """Ask, then sign the version that was read."""
    in_force = selectors.charter_in_force()
    if request.method != "POST":
        return _page(request, in_force, asks=True)
    number = request.POST.get("version", "")
    known = number.isascii() and number.isdigit() and len(number) < 10
    read = selectors.charters_published().filter(number=int(number) if known else 0).first()
    if read is None:
        return _page(request, in_force, status=422, refusal=_("Choose the version you have read, then sign again."))
    try:
        charters.sign(read, by=request.actor, key=request.idempotency_key)  # type: ignore[attr-defined]
    except (charters.NewerVersionError, KeyReused) as error:
        return _page(request, in_force, status=409, refusal=str(error))
    messages.success(request, _("You signed version %(number)s of the charter. Thank you.") % {"number": read.number})
    return redirect("partners:charter")


def today_panel(request: HttpRequest, partner: Partner) -> str:
    """A card on the day's page while the version in force waits for the owner's signature; nothing otherwise."""
    actor = request.actor  # type: ignore[attr-defined]
    waiting = selectors.charter_to_sign(actor) if actor.is_owner else None
    return render_to_string("partners/_charter_today.html", {"version": waiting}) if waiting else ""


def _page(request: HttpRequest, shown: CharterVersion | None, status: int = 200, **extra: Any) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    signatures = list(selectors.signatures_of(actor))
    in_force = selectors.charter_in_force()
    own = next((each for each in signatures if shown is not None and each.version_id == shown.pk), None)
    found = {
        "version": shown,
        "in_force": in_force,
        "is_in_force": shown == in_force,
        "sections": _sections(list(shown.clauses.all())) if shown else [],
        "signature": own,
        "signatures": signatures,
        "may_sign": actor.is_owner and own is None and shown is not None and shown == in_force,
        "is_owner": actor.is_owner,
        "now": clock.now(),
        **extra,
    }
    return render(request, "partners/charter.html", found, status=status)


def _sections(clauses: list[CharterClause]) -> list[tuple[str, Any, list[Clause]]]:
    """Letter, heading and clauses of each section."""
    told: dict[str, list[Clause]] = {}
    for each in sorted(clauses, key=lambda clause: (clause.section, clause.number)):
        told.setdefault(each.section, []).append(Clause(each.code, clause_words(each.code).title, each.text))
    return [(letter, SECTION_WORDS.get(letter, ""), rows) for letter, rows in told.items()]
