"""What views about one order or assignment share: finding it for whoever calls, its tag, and the customer's phone."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from rest_framework.permissions import BasePermission

from orders import customer_selectors, permissions
from orders.models import Assignment, Order
from orders.services import links, phone_codes, timeline
from rada.lib import log_lines
from rada.platform.api.operations import SAFE
from rada.platform.api.views import ApiView
from rada.web import clock
from rada.web.api import conditions, problems
from rada.web.api.callers import Kind, OpenedByOperation
from rada.web.api.problems import Problem

CODE_NEEDED = problems.Kind("phone_code_needed", 403, _("The customer's phone has to be confirmed by a code first"))
problems.known(CODE_NEEDED)


class ConfirmedByPhone(BasePermission):
    """By a link, what costs money needs a code by phone; so does every act by a link that the partner has seen."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether the customer may go on. Raises Problem where the phone has to be confirmed."""
        caller = request.caller
        if caller.kind != Kind.CUSTOMER or request.method in SAFE:
            return True
        told = getattr(view, request.method.lower()).operation
        links.note_use(caller.through.link)
        if not told.is_confirmed_by_phone or _has_confirmed(caller.through, is_costly=told.is_costly):
            return True
        raise Problem(CODE_NEEDED)


class OrdersView(ApiView):
    """A resource of orders."""

    permission_classes = [OpenedByOperation, ConfirmedByPhone]

    @cached_property
    def now(self) -> datetime:
        """The instant of this answer, read once for all that is told."""
        return clock.now()


class OneOrderView(OrdersView):
    """A resource of one order, named by its code."""

    def locate(self, request: Any, **names: Any) -> None:
        """Raise Http404 where the caller may not see the order."""
        log_lines.note(order=self.found_order(request, names["code"]).code)

    def found_order(self, request: Any, code: str) -> Order:
        """The order, where the caller may see it. Raises Http404."""
        return get_object_or_404(customer_selectors.orders_visible_to(request.actor), code=code)


class OneAssignmentView(OrdersView):
    """A resource of one assignment, named by its number."""

    def locate(self, request: Any, **names: Any) -> None:
        """Raise Http404 where the caller may not see the assignment."""
        log_lines.note(order=self.found(request, names["pk"]).order.code)

    def found(self, request: Any, pk: int) -> Assignment:
        """The assignment, where the caller may see it. Raises Http404."""
        return get_object_or_404(customer_selectors.engagements_visible_to(request.actor), pk=pk)

    def headers_of(self, result: Any) -> dict[str, str]:
        """The tag of an assignment that is answered with."""
        return {"ETag": tag_of(result, self.now)} if isinstance(result, Assignment) else {}

    def guarded(self, request: Any, pk: int) -> Assignment:
        """The same, locked, where it stands as `If-Match` says. Raises Http404, Problem."""
        locked = timeline.lock(self.found(request, pk))
        conditions.require_match(request, tag_of(locked, self.now))
        return locked


def tag_of(assignment: Assignment, now: datetime) -> str:
    """The tag of an assignment: it changes with whatever is told of it, also when the customer is shown no more."""
    order = assignment.order
    steering = (assignment.pk, assignment.events_count, assignment.technician_id, assignment.status)
    return conditions.etag_of(*steering, order.state, order.erased_at, permissions.shows_customer(assignment, now))


def _has_confirmed(browser: phone_codes.Browser, *, is_costly: bool) -> bool:
    if is_costly:
        return bool(browser.nonce) and phone_codes.is_confirmed(browser)
    return not links.needs_code(browser.link) or (bool(browser.nonce) and phone_codes.has_confirmed(browser))
