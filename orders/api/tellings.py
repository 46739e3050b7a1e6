"""What the API tells of orders and assignments. Money is integer đồng."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orders import permissions
from orders.api.views import tag_of
from orders.models import Assignment, EventKind, Order, Status
from rada.web.api.telling import Telling


class Person(Telling):
    """Who asked, and where; only for whoever may read it."""

    name = serializers.CharField(source="customer_name")
    phone = serializers.CharField(source="customer_phone")
    address = serializers.CharField()


class OrderSerializer(Telling, serializers.ModelSerializer):
    """What a customer asked for. `customer` and `description` are null for whoever may not read them (yet)."""

    service = serializers.CharField(source="service.code")
    customer = serializers.SerializerMethodField()
    description = serializers.SerializerMethodField()

    class Meta:
        model = Order
        fields = (
            "code", "service", "ward", "state", "created_at", "wanted_from", "wanted_to", "description", "customer",
        )  # fmt: skip

    @extend_schema_field(Person(allow_null=True))
    def get_customer(self, order: Order) -> Any:
        """Name, phone and address."""
        return Person().to_representation(order) if self._is_shown() else None

    def get_description(self, order: Order) -> str | None:
        """What is wrong, in the customer's words."""
        return order.description if self._is_shown() else None

    def _is_shown(self) -> bool:
        actor = self.context["request"].actor
        assignment = self.context.get("assignment")
        return not actor.is_partner or (
            assignment is not None and permissions.shows_customer(assignment, self.context["view"].now)
        )


class AssignmentSerializer(Telling, serializers.ModelSerializer):
    """One partner's engagement with one order. `etag` is what `If-Match` of its acts names."""

    order = serializers.SerializerMethodField()
    partner = serializers.IntegerField(source="partner_id")
    technician = serializers.IntegerField(source="technician_id", allow_null=True)
    etag = serializers.SerializerMethodField()

    class Meta:
        model = Assignment
        fields = (
            "id", "order", "partner", "technician", "status", "offered_at", "accepted_at", "arrive_from", "arrive_to",
            "completed_at", "ended_at", "events_count", "etag",
        )  # fmt: skip

    @extend_schema_field(OrderSerializer)
    def get_order(self, assignment: Assignment) -> Any:
        """The order, with the customer from the acceptance until 7 days after the end."""
        told = OrderSerializer(context={**self.context, "assignment": assignment})
        return told.to_representation(assignment.order)

    def get_etag(self, assignment: Assignment) -> str:
        """Its tag."""
        return tag_of(assignment, self.context["view"].now)


class DoneEvent(serializers.Serializer):
    """What was recorded."""

    id = serializers.CharField(source="event_id")
    kind = serializers.ChoiceField(EventKind.choices)
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    position = serializers.IntegerField()


class Done(serializers.Serializer):
    """Where the assignment stands after an act; `event` is what was recorded last."""

    assignment = serializers.IntegerField(source="pk")
    status = serializers.ChoiceField(Status.choices)
    etag = serializers.SerializerMethodField()
    event = serializers.SerializerMethodField()

    def get_etag(self, assignment: Assignment) -> str:
        """Its tag from now on."""
        return tag_of(assignment, self.context["view"].now)

    @extend_schema_field(DoneEvent)
    def get_event(self, assignment: Assignment) -> Any:
        """The last event of its timeline as recorded."""
        return DoneEvent(assignment.events.order_by("position").last()).data
