"""A lost link: whoever has the phone of an order gets a new one, by a message to that phone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orders.forms.phone_codes import FindForm
from orders.services import recovery
from orders.views.acting import shown_or_sent
from partners.services.limits import TooManyTries
from rada.platform.channels import sms
from rada.platform.idempotency import KeyReused
from rada.web.access import public
from rada.web.client_address import address_of
from rada.web.too_often import too_often


@public("whoever lost the link has nothing to show; every answer is the same, and the link goes to the phone alone")
@shown_or_sent
def find(request: HttpRequest) -> HttpResponse:
    """Ask for new links by phone. The answer tells nothing about any order."""
    form = FindForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    if not sms.reaches_phones():
        form.add_error(None, _("We cannot send messages to phones at present. Please call Rada's hotline."))
        return _page(request, form, status=409)
    try:
        recovery.ask(
            form.cleaned_data["phone"],
            code=form.cleaned_data["code"],
            address=address_of(request),
            language=get_language() or "vi",
            key=request.idempotency_key,  # type: ignore[attr-defined]
        )
    except TooManyTries as error:
        form.add_error(None, str(error))
        return too_often(_page(request, form), seconds=error.minutes * 60)
    except KeyReused as error:
        form.add_error(None, str(error))
        return _page(request, form, status=409)
    return render(request, "customer/asked.html", {"is_trial": sms.is_trial()})


def _page(request: HttpRequest, form: FindForm, *, status: int = 200) -> HttpResponse:
    return render(request, "customer/find.html", {"form": form}, status=status)
