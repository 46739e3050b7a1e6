"""The editor of terms: the draft at a glance, and the parts that are filled in whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from partners import permissions, selectors, terms_checks, terms_parts
from partners.forms.drafts import PartForm
from partners.forms.hours import HoursForm
from partners.forms.terms import ChecklistsForm, PromisesForm, ServicesForm
from partners.models import TermsDraft
from partners.services import drafts
from partners.services.refusals import Refused
from partners.terms_diff import difference
from partners.terms_words import sheet, summaries
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.access import allow

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
PART_WORDS: dict[str, Any] = {
    terms_parts.HOURS: gettext_lazy("Service hours"),
    terms_parts.PROMISES: gettext_lazy("Answers and warranty"),
    terms_parts.SERVICES: gettext_lazy("Services"),
    terms_parts.AREAS: gettext_lazy("Areas"),
    terms_parts.PRICES: gettext_lazy("Prices"),
    terms_parts.PROMOTIONS: gettext_lazy("Promotions"),
    terms_parts.CHECKLISTS: gettext_lazy("Checklists"),
}


class Part(NamedTuple):
    """One part in the editor's list: what it says, what it lacks, and whether it differs from what is in force."""

    name: str
    word: Any
    url: str
    summary: str
    lacks: list[str]
    is_changed: bool


@allow(permissions.is_owner)
@require_safe
def draft(request: HttpRequest) -> HttpResponse:
    """The draft at a glance."""
    return render(request, "partners/terms_draft.html", overview(request))


@allow(permissions.is_owner)
@shown_or_sent
def discard(request: HttpRequest) -> HttpResponse:
    """Ask, then go back to the newest published terms."""
    if request.method != "POST":
        return render(request, "partners/terms_draft.html", {**overview(request), "asks_to_discard": True})
    drafts.discard(by=request.actor, key=request.idempotency_key)  # type: ignore[attr-defined]
    messages.success(request, _("Your changes are gone. The draft is as published again."))
    return redirect("partners:terms_draft")


@allow(permissions.is_owner)
@shown_or_sent
def hours(request: HttpRequest) -> HttpResponse:
    """On which days and hours."""
    return _whole_part(request, HoursForm, "partners/terms_hours.html")


@allow(permissions.is_owner)
@shown_or_sent
def promises(request: HttpRequest) -> HttpResponse:
    """How soon an offer is answered, and the warranty."""
    return _whole_part(request, PromisesForm, "partners/terms_promises.html")


@allow(permissions.is_owner)
@shown_or_sent
def services(request: HttpRequest) -> HttpResponse:
    """Which services."""
    on_offer = list(selectors.services_on_offer())
    return _whole_part(request, ServicesForm, "partners/terms_services.html", on_offer=on_offer)


@allow(permissions.is_owner)
@shown_or_sent
def checklists(request: HttpRequest) -> HttpResponse:
    """The steps of each service."""
    return _whole_part(request, ChecklistsForm, "partners/terms_checklists.html", names=selectors.service_names())


def overview(request: HttpRequest) -> dict[str, Any]:
    """What the editor's pages show of the draft as it stands: its parts, and the difference from what is in force."""
    stands = draft_seen(request)
    names, now = selectors.service_names(), clock.now()
    in_force = selectors.terms_published(request.actor).filter(starts_at__lte=now)  # type: ignore[attr-defined]
    standing = in_force.order_by("-starts_at", "-number").first()
    told, changes = sheet(stands, names), difference(standing, stands, names)
    lacking = terms_checks.obstacles(stands, {service.code for service in selectors.services_on_offer()})
    changed, said = {each.part for each in changes}, summaries(told, stands)
    parts = [
        Part(
            name, PART_WORDS[name], f"partners:terms_{name}", said[name],
            [each.sentence for each in lacking if each.part == name], name in changed,
        )
        for name in terms_parts.PARTS
    ]  # fmt: skip
    titled = [(PART_WORDS[each.part], each.changes) for each in changes]
    return {
        "now": now, "draft": stands, "parts": parts, "sheet": told, "changes": titled,
        "in_force": standing, "obstacles": lacking,
    }  # fmt: skip


def draft_seen(request: HttpRequest) -> TermsDraft:
    """The draft of the asker's partner."""
    return selectors.draft_of(request.actor.partner_id)  # type: ignore[attr-defined]


def _whole_part(request: HttpRequest, form_class: Callable[..., PartForm], template: str, **extra: Any) -> HttpResponse:
    if request.method != "POST":
        return _shown(request, form_class(terms=draft_seen(request), **extra), template)
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):
        return redirect("partners:terms_draft")
    form = form_class(request.POST, terms=draft_seen(request), **extra)
    if not form.is_valid():
        return _shown(request, form, template, status=422)
    try:
        drafts.save(form.part, form.value(), by=request.actor, seen=form.cleaned_data["seen"], key=key)  # type: ignore[attr-defined]
    except (Refused, KeyReused) as error:
        stands = draft_seen(request)
        form.says(terms_parts.mark(stands, form.part))
        theirs = sheet(stands, selectors.service_names()) if isinstance(error, drafts.ChangedMeanwhile) else None
        return _shown(request, form, template, status=409, refusal=str(error), sheet=theirs)
    messages.success(request, _("Saved in your draft. Customers see it once you publish."))
    return redirect("partners:terms_draft")


def _shown(request: HttpRequest, form: PartForm, template: str, status: int = 200, **extra: Any) -> HttpResponse:
    shown = {"form": form, "title": PART_WORDS[form.part], "part": form.part, **extra}
    return render(request, template, shown, status=status)
