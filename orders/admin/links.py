"""The private links of one order, for staff: end all of them, or send a new one to the customer's own phone."""

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
from django.utils.translation import ngettext
from unfold.decorators import display

from orders.models import Order
from orders.services import links, phone_codes, timeline
from partners.actors import actor_of
from rada.lib.phones import masked_phone
from rada.platform.idempotency import KeyReused
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin

MAY = "platform.change_accesstoken"
LANGUAGE = "vi"  # customers are written to in Vietnamese, whatever staff read


class LinksOfOrder(ReadOnlyAdmin):
    """Adds the page of private links to the orders of operations."""

    @display(description=_("private links"))
    def links_page(self, order: Order) -> str:
        """The way to the page of links."""
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:orders_order_links", args=[order.pk]), _("End links, send a new one")
        )

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """The page of links."""
        return (("<int:pk>/links/", "orders_order_links", self.links),)

    def links(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Show the links; a POST ends them all or sends a new one."""
        order: Any = self.get_object(request, str(pk))
        if order is None:
            raise Http404
        if not (self.has_view_permission(request, order) and request.user.has_perm(MAY)):
            raise PermissionDenied
        if request.method == "POST":
            self._act(request, order)
            return redirect("admin:orders_order_links", pk)
        shown = {
            **self.admin_site.each_context(request),
            "title": _now("Private links of %(code)s") % {"code": order.code},
            "opts": self.opts,
            "original": order,
            "rows": links.links_of(order),
            "phone": masked_phone(order.customer_phone) if phone_codes.can_receive(order) else "",
            "now": clock.now(),
        }
        return TemplateResponse(request, "admin/orders/order/links.html", shown)

    def _act(self, request: HttpRequest, order: Order) -> None:
        by, key = actor_of(request.user), request.idempotency_key  # type: ignore[attr-defined]
        try:
            if "end" in request.POST:
                ended = links.end_all(order, by=by, key=key) or 0
                said = ngettext("%(count)s link was ended.", "%(count)s links were ended.", ended) % {"count": ended}
                self.log_change(request, order, f"Private links ended: {ended}.")
            else:
                can_wait = "at_once" not in request.POST
                links.send(order, by=by, language=LANGUAGE, can_wait=can_wait, key=key)
                said = _now("A new link is on its way to the customer's phone.")
                self.log_change(request, order, "New private link sent to the customer's phone.")
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, said)
