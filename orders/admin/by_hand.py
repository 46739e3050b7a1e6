"""One order by hand: why it waits, who can be asked, and what its customer says on the phone. Every act is a POST."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from orders.admin.hand_acts import ACTS, HandAct
from orders.admin.hand_page import HandPage
from orders.admin.links import LinksOfOrder
from orders.models import Order
from orders.services import timeline
from partners.actors import actor_of
from rada.platform.idempotency import Key, KeyReused, is_answered


class OrdersByHand(LinksOfOrder):
    """Adds to the orders of operations the page where people act."""

    @display(description=_("by hand"))
    def hand_page(self, order: Order) -> str:
        """The way to the page."""
        address = reverse("admin:orders_order_hand", args=[order.pk])
        return format_html('<a href="{}">{}</a>', address, _("Ask partners, note a call, act for the customer"))

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """The page, and one address for each act."""
        return (
            *super().get_custom_urls(),
            ("<int:pk>/hand/", "orders_order_hand", self.hand),
            ("<int:pk>/hand/<slug:name>/", "orders_order_hand_act", self.act_by_hand),
        )

    def hand(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Show the page."""
        return self._shown(request, self._page(request, pk))

    def act_by_hand(self, request: HttpRequest, pk: int, name: str, model_admin: Any = None) -> HttpResponse:
        """Do one act; refused, its form stays as it was filled."""
        page, act = self._page(request, pk), ACTS.get(name)
        if act is None:
            raise Http404
        if not act.permission(page.by):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            messages.success(request, _now("This was done."))
            return redirect("admin:orders_order_hand", pk)
        form = act.form(page, request.POST)
        page.tried = (name, form)
        if form is None:
            messages.error(request, _now("This is not possible any more. Look at how the order stands now."))
            return self._shown(request, page, status=409)
        return self._sent(request, page, act, key) if form.is_valid() else self._shown(request, page, status=422)

    def _sent(self, request: HttpRequest, page: HandPage, act: HandAct, key: Key) -> HttpResponse:
        form = page.tried[1] if page.tried is not None else None
        try:
            said = act.send(page, form, key)
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._shown(request, HandPage(page.order, page.by, tried=page.tried), status=409)
        self.log_change(request, page.order, act.log)
        messages.success(request, said)
        return redirect("admin:orders_order_hand", page.order.pk)

    def _page(self, request: HttpRequest, pk: int) -> HandPage:
        order: Any = self.get_object(request, str(pk))
        if order is None:
            raise Http404
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        page = HandPage(order, actor_of(request.user))
        if not any(act.permission(page.by) for act in ACTS.values()):
            raise PermissionDenied
        return page

    def _shown(self, request: HttpRequest, page: HandPage, *, status: int = 200) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "title": _now("%(code)s by hand") % {"code": page.order.code},
            "opts": self.opts,
            "original": page.order,
            **page.content(),
            "acts": [
                (name, act.word, form, act.template)
                for name, act in ACTS.items()
                if act.permission(page.by) and (form := page.form(name, act.form)) is not None
            ],
        }
        return TemplateResponse(request, "admin/orders/order/hand.html", shown, status=status)
