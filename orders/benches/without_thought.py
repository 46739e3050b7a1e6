"""The partner's list of orders made without thought, on addresses of its own: what ours are measured beside.

A page with Django's paginator, which counts and skips, and rows that look up what they name; and what the REST
framework makes of nested serializers.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from rest_framework import generics, pagination, serializers
from rest_framework.permissions import BasePermission

from orders import listings, permissions
from orders.forms.filters import OrderFilterForm
from orders.models import Assignment, Order
from orders.views import chronicle
from orders.views.orders import PAGE, _groups
from rada.web import clock
from rada.web.access import allow


@allow(permissions.is_member)
def page(request: HttpRequest) -> HttpResponse:
    """The list, in the template of ours."""
    actor = request.actor  # type: ignore[attr-defined]
    found = Assignment.objects.filter(partner_id=actor.partner_id).exclude(status="new").order_by("-created_at", "-pk")
    shown = Paginator(found, PAGE).get_page(request.GET.get("page"))
    told = {
        "rows": [(each, chronicle.state_of(each)) for each in shown],
        "groups": _groups(),
        "filters": OrderFilterForm(request.GET, listings.choices_of(actor)),
        "is_first_page": not shown.has_previous(),
        "older": "next" if shown.has_next() else "",
        "can_export": True,
        "now": clock.now(),
    }
    return render(request, "orders/orders.html", told)


class PlainOrder(serializers.ModelSerializer):
    """An order with all that our API tells of it."""

    service = serializers.CharField(source="service.code")

    class Meta:
        model = Order
        fields = (
            "code", "service", "ward", "state", "created_at", "wanted_from", "wanted_to", "description",
            "customer_name", "customer_phone", "address",
        )  # fmt: skip


class PlainAssignment(serializers.ModelSerializer):
    """An assignment with its order."""

    order = PlainOrder()

    class Meta:
        model = Assignment
        fields = (
            "id", "order", "partner", "technician", "status", "offered_at", "accepted_at", "arrive_from", "arrive_to",
            "completed_at", "ended_at", "events_count",
        )  # fmt: skip


class ByNumber(pagination.PageNumberPagination):
    """Pages by number, with the count of all."""

    page_size = PAGE


class IsMember(BasePermission):
    """Whoever belongs to a partner."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether a token of a member was shown."""
        return request.auth is not None and request.auth.actor.is_partner


class PlainList(generics.ListAPIView):
    """The list as the framework's tutorial makes it."""

    permission_classes = [IsMember]
    serializer_class = PlainAssignment
    pagination_class = ByNumber

    def get_queryset(self) -> QuerySet[Assignment]:
        """The partner's, the newest first, with what the serializers read."""
        found = Assignment.objects.select_related("order__service", "partner", "technician")
        return found.filter(partner_id=self.request.auth.actor.partner_id).order_by("-created_at", "-pk")  # type: ignore[union-attr]


urlpatterns = [
    path("without-thought/", page),
    path("without-thought/api", login_not_required(PlainList.as_view())),
    path("", include("rada.urls")),
]
