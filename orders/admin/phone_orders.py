"""Orders taken by telephone: first who calls and what they ordered before, then what they want."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now

from orders import find_selectors, permissions
from orders.consent_texts import SPOKEN_IN
from orders.forms.phone_orders import CallerForm, PhoneOrderForm, as_before
from orders.services import links, phone_codes, requests, timeline
from orders.services.intake import Request
from partners import selectors
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin

FIND = "find"


class OrdersByPhone(ReadOnlyAdmin):
    """Adds the form of a telephone order to the orders of operations."""

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """The form."""
        return (*super().get_custom_urls(), ("by-phone/", "orders_order_by_phone", self.by_phone))

    def by_phone(self, request: HttpRequest, model_admin: Any = None) -> HttpResponse:
        """Ask for the caller's number, show what is known of it, take the order."""
        if not permissions.can_take_orders(actor_of(request.user)):
            raise PermissionDenied
        if request.method != "POST":
            caller = CallerForm(request.GET) if "phone" in request.GET else CallerForm()
            phone = caller.cleaned_data["phone"] if caller.is_bound and caller.is_valid() else ""
            form = _form(initial=as_before(find_selectors.last_order_of(phone), phone)) if phone else None
            return self._form_shown(request, form, caller=caller)
        if FIND in request.POST:  # nothing is asked for yet, so nothing is wrong with it
            return self._form_shown(request, _form(initial=request.POST.dict()))
        form = _form(request.POST)
        if not form.is_valid():
            return self._form_shown(request, form, status=422)
        return self._taken(request, form)

    def _taken(self, request: HttpRequest, form: PhoneOrderForm) -> HttpResponse:
        """Through the same door as the public form; refused, everything typed stays."""
        key = request.idempotency_key  # type: ignore[attr-defined]
        is_repeated = is_answered(key)
        try:
            token = requests.ask(_asked(request, form), key=key)
        except requests.PartnerCannot as error:
            form.add_error("partner", str(error))
            return self._form_shown(request, form, status=409)
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._form_shown(request, form, status=409)
        order: Any = links.order_behind(token)
        if not is_repeated:
            self.log_addition(request, order, "Taken by telephone.")
        said = (
            _now("Order %(code)s is taken. Its private link is on its way to the customer's phone.")
            if phone_codes.can_receive(order)
            else _now("Order %(code)s is taken. No message reaches this phone: tell the customer the code.")
        )
        messages.success(request, said % {"code": order.code})
        return redirect("admin:orders_order_hand", order.pk)

    def _form_shown(
        self, request: HttpRequest, form: PhoneOrderForm | None, *, caller: CallerForm | None = None, status: int = 200
    ) -> HttpResponse:
        phone = find_selectors.phone_in(str(form["phone"].value() or "")) if form is not None else ""
        shown = {
            **self.admin_site.each_context(request),
            "title": _now("An order by telephone"),
            "opts": self.opts,
            "caller": caller,
            "form": form,
            "before": find_selectors.orders_of_phone(phone) if phone else [],
            "found": form.wards() if form is not None else [],
            "now": clock.now(),
        }
        return TemplateResponse(request, "admin/orders/order/by_phone.html", shown, status=status)


def _form(data: Any = None, **initial: Any) -> PhoneOrderForm:
    return PhoneOrderForm(data, services=list(selectors.services_on_offer()), now=clock.now(), **initial)


def _asked(request: HttpRequest, form: PhoneOrderForm) -> requests.Asked:
    given = form.cleaned_data
    wanted = Request(
        service=form.services[given["service"]], customer_name=given["name"], phone=given["phone"], address=form.place,
        ward=given["ward"], description=given["text"], wanted_from=given["wanted_from"], wanted_to=given["wanted_to"],
    )  # fmt: skip
    return requests.Asked(
        request=wanted, given=form.given, language=SPOKEN_IN, sender="", only=form.preferred,
        taken_by=actor_of(request.user),
    )  # fmt: skip
