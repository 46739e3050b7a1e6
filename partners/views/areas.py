"""Which wards a partner serves: searched without accents or by province, added and removed in handfuls."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from partners import areas, permissions
from partners.areas import Ward
from partners.forms.terms import AddWardsForm, RemoveWardsForm
from partners.services import drafts
from partners.terms_words import wards_by_province
from partners.views.drafting import draft_seen, shown_or_sent
from rada.lib.text import sort_key
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow

MOST_FOUND = 40
LONGEST_SEARCH = 80


@allow(permissions.is_owner)
@shown_or_sent
def wards(request: HttpRequest) -> HttpResponse:
    """The wards served, and a search for more."""
    if request.method != "POST":
        return _page(request)
    key = request.idempotency_key  # type: ignore[attr-defined]
    is_removal = "remove" in request.POST
    form = RemoveWardsForm(request.POST) if is_removal else AddWardsForm(request.POST)
    if is_answered(key):
        return redirect(_address(request))
    if not form.is_valid():
        return _page(request, status=422, refusal=form.errors["wards"][0], is_removal=is_removal)
    chosen = form.cleaned_data["wards"]
    try:
        (drafts.remove_wards if is_removal else drafts.add_wards)(chosen, by=request.actor, key=key)  # type: ignore[attr-defined]
    except KeyReused as error:
        return _page(request, status=409, refusal=str(error), is_removal=is_removal)
    messages.success(request, _done(len(chosen), is_removal))
    return redirect(_address(request))


def _done(count: int, is_removal: bool) -> str:
    if is_removal:
        said = ngettext("%(count)s ward removed from your draft.", "%(count)s wards removed from your draft.", count)
    else:
        said = ngettext("%(count)s ward added to your draft.", "%(count)s wards added to your draft.", count)
    return said % {"count": count}


def _page(request: HttpRequest, status: int = 200, **extra: Any) -> HttpResponse:
    draft = draft_seen(request)
    query, province = _asked(request)
    found = _found(query, province, {*draft.wards})
    ticked = set(request.POST.getlist("wards"))
    shown = {
        "query": query,
        "province": province,
        "provinces": areas.provinces(),
        "found": [(ward.code, areas.ward_label(ward.code), ward.code in ticked) for ward in found],
        "is_searched": bool(query or province),
        "most_found": MOST_FOUND,
        "served": _served(draft.wards, ticked),
        "count": len(draft.wards),
        **extra,
    }
    return render(request, "partners/terms_areas.html", shown, status=status)


def _asked(request: HttpRequest) -> tuple[str, str]:
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    province = request.GET.get("province", "")
    return query, province if province in {each.code for each in areas.provinces()} else ""


def _found(query: str, province: str, served: set[str]) -> list[Ward]:
    """What fits and is not served yet; a province alone shows all of its wards."""
    if query:
        hits = areas.search_wards(query, within=province or None, limit=MOST_FOUND + len(served))
        return [ward for ward in hits if ward.code not in served][:MOST_FOUND]
    return [ward for ward in areas.wards_of(province) if ward.code not in served] if province else []


def _served(codes: list[str], ticked: set[str]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """Each province with the wards served in it: code, name, and whether it is ticked."""
    found = []
    for name, _names in wards_by_province(codes):
        inside = [(code, _bare(code)) for code in codes if _province_of(code) == name]
        listed = sorted(inside, key=lambda each: sort_key(each[1]))
        found.append((name, [(code, word, code in ticked) for code, word in listed]))
    return found


def _bare(code: str) -> str:
    return areas.ward(code).name if areas.is_ward(code) else code


def _province_of(code: str) -> str:
    return areas.province(areas.ward(code).province_code).name if areas.is_ward(code) else _("No ward today")


def _address(request: HttpRequest) -> str:
    """The page with the same search, so that more can be added."""
    query, province = _asked(request)
    asked = {name: value for name, value in (("q", query), ("province", province)) if value}
    return reverse("partners:terms_areas") + (f"?{urlencode(asked)}" if asked else "")
