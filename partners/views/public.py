"""What anybody may read of partners: the home page with the services, a partner's page, the charter, how Rada works."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from partners import promise_words, selectors
from partners.models import Partner, Service
from partners.terms_words import sheet_at
from partners.trades import trade_icon
from rada.lib.phones import display_phone
from rada.web import clock
from rada.web.access import public
from rada.web.clock import VIETNAM
from rada.web.public_pages import kept_a_while


class Trade(NamedTuple):
    """A trade with what can be asked for in it."""

    name: str
    icon: str
    services: list[Service]


@kept_a_while
def welcome(request: HttpRequest) -> HttpResponse:
    """The home page as strangers see it: what Rada is, what can be asked for, what is promised."""
    shown = {"trades": _trades(), "promises": promise_words.in_short(), "hotline": settings.HOTLINE}
    return render(request, "public/home.html", shown)


@public("what a partner has published is for everybody to read")
@require_safe
@kept_a_while
def partner(request: HttpRequest, slug: str) -> HttpResponse:
    """A partner's page: who they are, terms in force, how they keep them. An older name leads to the present one."""
    now = clock.now()
    found = selectors.partner_published(slug, now)
    terms = selectors.terms_in_force(found, now) if found is not None else None
    if found is None or terms is None:
        raise Http404
    if slug != found.slug:
        return redirect("partners:partner", slug=found.slug, permanent=True)
    shown = {
        "partner": found,
        "terms": terms,
        "sheet": sheet_at(terms, selectors.service_names(), now),
        "signed_since": _day(selectors.signed_since(found)),
        "phone": display_phone(found.phone) if found.phone else "",
        "now": now,
        **_absence(found, now),
    }
    return render(request, "public/partner.html", shown)


@public("the commitments are made to everybody")
@require_safe
@kept_a_while
def commitments(request: HttpRequest) -> HttpResponse:
    """The 14 commitments in the customer's words, and the charter as partners sign it."""
    in_force = selectors.charter_in_force()
    shown: dict[str, Any] = {
        "groups": promise_words.GROUPS,
        "version": in_force,
        "clauses": list(in_force.clauses.all()) if in_force else [],
    }
    return render(request, "public/commitments.html", shown)


@public("the operating rules are published by law")
@require_safe
@kept_a_while
def rules(request: HttpRequest) -> HttpResponse:
    """How Rada works: who does what, who is asked first, what is published, what is kept."""
    return render(request, "public/rules.html", {"hotline": settings.HOTLINE, "most": settings.BROADCAST_MOST})


def _absence(found: Partner, now: datetime) -> dict[str, Any]:
    """Until when a partner takes no orders, and why, where that is so."""
    leave = selectors.leave_running(found, now)
    paused = found.paused_until if found.paused_until is not None and found.paused_until > now else None
    return {"leave": leave, "paused_until": paused, "takes_orders": leave is None and paused is None}


def _day(at: datetime | None) -> str:
    """`22/11/2026`, in Vietnam; nothing where it never was."""
    return f"{at.astimezone(VIETNAM):%d/%m/%Y}" if at is not None else ""


def _trades() -> list[Trade]:
    """Every trade with its services; services of no trade stand last."""
    found: dict[Any, list[Service]] = {}
    for service in selectors.services_on_offer():
        found.setdefault(service.category, []).append(service)
    return [
        Trade(str(category) if category else "", trade_icon(category.slug if category else ""), services)
        for category, services in found.items()
    ]
