"""The editor's lists: prices and promotions, each line by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partners import permissions, selectors, terms_parts
from partners.forms.drafts import DraftForm
from partners.forms.price_lists import PriceForm, PromotionForm
from partners.models import TermsDraft
from partners.services import price_lists
from partners.services.refusals import Refused
from partners.terms_parts import PRICES, PROMOTIONS
from partners.terms_words import price_groups, price_of, promotion_words
from partners.views.drafting import draft_seen, shown_or_sent
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.access import allow
from rada.web.clock import VIETNAM

Send = Callable[..., object]


@allow(permissions.is_owner)
@shown_or_sent
def prices(request: HttpRequest) -> HttpResponse:
    """The price list; `?code=` opens one line."""
    return _line(request, PRICES, _price_form, price_lists.save_price, price_lists.remove_price)


@allow(permissions.is_owner)
@shown_or_sent
def promotions(request: HttpRequest) -> HttpResponse:
    """The promotions; `?place=` opens one."""
    return _line(request, PROMOTIONS, _promotion_form, price_lists.save_promotion, price_lists.remove_promotion)


def _line(request: HttpRequest, part: str, make: Callable[..., DraftForm], save: Send, remove: Send) -> HttpResponse:
    """Show the list with one form, or write the line the form names, or remove it."""
    named = _LINE_NAMES[part]
    line = request.GET.get(named, "")
    draft = draft_seen(request)
    if request.method != "POST":
        if line and terms_parts.item_of(draft, part, line) is None:
            raise Http404
        return _page(request, draft, part, line, make(draft, line))
    key = request.idempotency_key  # type: ignore[attr-defined]
    by = {"by": request.actor, "key": key}  # type: ignore[attr-defined]
    form = make(draft, line, request.POST)
    is_removal = bool(line) and "remove" in request.POST
    if is_answered(key):
        return redirect(f"partners:terms_{part}")
    if not is_removal and not form.is_valid():
        return _page(request, draft, part, line, form, status=422)
    try:
        if is_removal:
            remove(line, seen=request.POST.get("seen", ""), **by)
        else:
            chosen = {named: line} if line else _ADDED_AS[part](form)
            save(form.value(), seen=form.cleaned_data["seen"], **chosen, **by)  # type: ignore[attr-defined]
    except (Refused, KeyReused) as error:
        return _refused(request, part, line, form, str(error))
    done = _("Removed from your draft.") if is_removal else _("Saved in your draft. Customers see it once you publish.")
    messages.success(request, done)
    return redirect(f"partners:terms_{part}")


def _refused(request: HttpRequest, part: str, line: str, form: DraftForm, refusal: str) -> HttpResponse:
    """The list as it stands now, with what was typed and what stands there."""
    draft = draft_seen(request)
    item = terms_parts.item_of(draft, part, line) if line else None
    if line:
        form.says(terms_parts.mark_of(item))
    theirs = _line_words(draft, part, line, item) if item is not None else None
    return _page(request, draft, part, line, form, status=409, refusal=refusal, theirs=theirs)


def _page(
    request: HttpRequest, draft: TermsDraft, part: str, line: str, form: DraftForm, status: int = 200, **extra: Any
) -> HttpResponse:
    names, stored = selectors.service_names(), terms_parts.part_of(draft, PRICES)
    told = terms_parts.part_of(draft, PROMOTIONS)
    lines: dict[str, dict[str, Any]] = {
        PRICES: {"groups": price_groups(stored, names)},
        PROMOTIONS: {"promotions": [promotion_words(each, stored, names) for each in told]},
    }
    shown = {"form": form, "line": line, "now": clock.now(), **lines[part], **extra}
    return render(request, f"partners/terms_{part}.html", shown, status=status)


def _line_words(draft: TermsDraft, part: str, line: str, item: dict[str, Any]) -> str:
    names, stored = selectors.service_names(), terms_parts.part_of(draft, PRICES)
    if part == PRICES:
        price = price_of(line, item, names)
        return f"{price.name}: {price.words}"
    promotion = promotion_words(item, stored, names)
    return ", ".join([promotion.title, promotion.gives, promotion.when, *promotion.conditions])


def _price_form(draft: TermsDraft, line: str, data: Any = None) -> DraftForm:
    names, stored = selectors.service_names(), terms_parts.part_of(draft, PRICES)
    free = {code: names.get(code, code) for code in draft.services if code not in stored}
    return PriceForm(data, code=line, price=stored.get(line), free=names if line else free)


def _promotion_form(draft: TermsDraft, line: str, data: Any = None) -> DraftForm:
    return PromotionForm(
        data,
        promotion=terms_parts.item_of(draft, PROMOTIONS, line) if line else None,
        prices=terms_parts.part_of(draft, PRICES),
        names=selectors.service_names(),
        today=clock.now().astimezone(VIETNAM).date(),
    )


_LINE_NAMES = {PRICES: "code", PROMOTIONS: "place"}
_ADDED_AS: dict[str, Callable[[DraftForm], dict[str, str]]] = {
    PRICES: lambda form: {"service": form.cleaned_data.get("service", "")},
    PROMOTIONS: lambda form: {},
}
