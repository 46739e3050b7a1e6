"""The request form: what a customer needs becomes an order, and they come out on its page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders.forms.requests import RequestForm
from orders.forms.wanted import wards_found
from orders.services import requests
from orders.services.intake import Request
from orders.services.timeline import Refused
from orders.views.acting import shown_or_sent
from orders.views.public.visitors import remember, visitor_of
from partners import selectors
from partners.models import Partner
from partners.services.limits import TooManyTries
from rada.platform import tries
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.access import public
from rada.web.client_address import address_of
from rada.web.too_often import too_often


@public("whoever needs a repair has no account; sending is limited by address and by phone")
@shown_or_sent
def request_form(request: HttpRequest) -> HttpResponse:
    """Show the form, filled in with what the address asks for (`?service=`, `?partner=`), or send it."""
    visitor = visitor_of(request)
    answer = _sent(request, visitor) if request.method == "POST" else _page(request, _form(request, visitor))
    return remember(answer, visitor, path=reverse("orders:request"))


@public("finds wards by name; nothing in it is anybody's")
@require_safe
def wards(request: HttpRequest) -> HttpResponse:
    """The wards that fit what is being typed."""
    asked = request.GET
    found = wards_found(asked.get("ward_query", ""), asked.get("province", ""), asked.get("ward", ""))
    is_asked = bool(asked.get("ward_query", "").strip() or asked.get("province"))
    return render(request, "public/_wards.html", {"found": found, "is_asked": is_asked})


def _sent(request: HttpRequest, visitor: str) -> HttpResponse:
    """Send what was filled in; what cannot be sent comes back as it was typed."""
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):  # a second press decodes no photo anew
        return redirect("orders:customer_door", requests.token_of(key))
    form = _form(request, visitor)
    if not form.is_valid():
        return _page(request, form, status=422)
    if form.cleaned_data["only_partner"] and form.only is None:
        said = _("This partner takes no new orders at present. Rada finds others who serve your ward.")
        return _page(request, form, status=409, refusal=said)
    try:
        token = requests.ask(_asked(request, form), key=key)
    except requests.PartnerCannot as error:
        form.add_error("only_partner", str(error))
        return _page(request, form, status=409)
    except TooManyTries as error:
        return too_often(_page(request, form, refusal=str(error)), seconds=error.minutes * 60)
    except (Refused, KeyReused) as error:
        return _page(request, form, status=409, refusal=str(error))
    return redirect("orders:customer_door", token)


def _form(request: HttpRequest, visitor: str) -> RequestForm:
    asked = request.GET
    only = _preferred(request)
    options: dict[str, Any] = {
        "owner": f"visitor:{visitor}", "payer": _sender(request), "now": clock.now(),
        "services": list(selectors.services_on_offer()), "only": only,
    }  # fmt: skip
    if request.method == "POST":
        return RequestForm(request.POST, request.FILES, **options)
    initial = {"service": asked.get("service", ""), "ward": asked.get("ward", ""), "only_partner": only is not None}
    return RequestForm(initial=initial, **options)


def _sender(request: HttpRequest) -> str:
    """The client's address, to count by and not to read."""
    return tries.hidden("address", address_of(request))


def _preferred(request: HttpRequest) -> Partner | None:
    """The partner that a public page sent the customer on with."""
    slug = request.POST.get("partner") or request.GET.get("partner", "")
    return selectors.partner_published(slug, clock.now()) if slug else None


def _asked(request: HttpRequest, form: RequestForm) -> requests.Asked:
    given = form.cleaned_data
    wanted = Request(
        service=form.services[given["service"]], customer_name=given["name"], phone=given["phone"], address=form.place,
        ward=given["ward"], description=given["text"], wanted_from=given["wanted_from"], wanted_to=given["wanted_to"],
    )  # fmt: skip
    return requests.Asked(
        request=wanted, given=form.given, language=get_language() or "vi", sender=_sender(request),
        photos=given["photos"], only=form.only if given["only_partner"] else None,
    )  # fmt: skip


def _page(request: HttpRequest, form: RequestForm, *, status: int = 200, refusal: str = "") -> HttpResponse:
    asked = form.data if form.is_bound else {}
    shown = {
        "form": form,
        "found": form.wards(),
        "is_asked": bool(asked.get("ward_query") or asked.get("province")),
        "refusal": refusal,
    }
    return render(request, "public/request.html", shown, status=status)
