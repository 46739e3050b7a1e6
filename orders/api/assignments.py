"""Assignments: a partner's engagements with orders, as whoever calls may see them."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

from rest_framework import serializers

from orders import listings, permissions
from orders.api import bodies
from orders.api.tellings import AssignmentSerializer
from orders.api.views import OneAssignmentView, OrdersView, tag_of
from orders.forms.filters import FIRST_DAY, LAST_DAY
from orders.listings import OrderFilter
from orders.models import Assignment
from orders.search_words import MOST_LETTERS, typed, words_of
from orders.selectors import GROUPS
from orders.services import bookings, reviews, visits
from rada.platform.api.operations import operation
from rada.web.api.bodies import Flag, Number, Text
from rada.web.api.callers import Kind, Scope, to
from rada.web.api.paging import Page, PageQuery, listed
from rada.web.clock import VIETNAM


class DayField(serializers.DateField):
    """A day; one before or after all that there can be narrows nothing."""

    def to_internal_value(self, data: Any) -> date:  # type: ignore[override]
        """The day, within the century of the page's filter."""
        return min(max(super().to_internal_value(data), FIRST_DAY), LAST_DAY)


class AssignmentQuery(PageQuery):
    """What of the assignments; days are Vietnam's, both included."""

    q = Text(
        max_length=MOST_LETTERS, required=False, default="", allow_blank=True,
        help_text="Words of code, name, phone and address.",
    )  # fmt: skip
    group = serializers.ChoiceField(sorted(GROUPS), required=False)
    service = Text(max_length=40, required=False, default="", allow_blank=True)
    technician = Number(required=False, default=None)
    first = DayField(required=False, default=None)
    last = DayField(required=False, default=None)
    broken = Flag(required=False, default=False, help_text="Only those with a breach that counts or is looked at.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """The filter that the portal's list takes, as `wanted`."""
        named = {each.name: attrs[each.name] for each in fields(OrderFilter) if each.name in attrs}
        return {**attrs, "wanted": OrderFilter(**named, words=words_of(typed(attrs["q"])))}


class AssignmentsView(OrdersView):
    """The assignments that the caller may see, the newest first."""

    @operation(
        to(Kind.MEMBER, Kind.CUSTOMER, scope=Scope.ORDERS_READ), asks=AssignmentQuery,
        gives=listed(AssignmentSerializer),
    )  # fmt: skip
    def get(self, request: Any, asked: dict[str, Any]) -> Page:
        """An office's are its partner's, a technician's their own jobs, a customer's those of their order.

        A search for common words looks through so many orders at once: a page of it may hold few, or none, and still
        have a `next`.
        """
        actor, begins = request.actor, asked.get("after")
        wanted = replace(asked["wanted"], taken=actor.kind == "customer")
        found = listings.orders_page(actor, wanted, now=self.now, size=asked["limit"], after=begins)
        return Page(found.rows, str(found.older or ""))


class AssignmentView(OneAssignmentView):
    """One assignment."""

    @operation(to(Kind.MEMBER, Kind.CUSTOMER, scope=Scope.ORDERS_READ), gives=AssignmentSerializer, is_tagged=True)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> Assignment:
        """Where it stands. Its `ETag` is what `If-Match` of its acts names."""
        return self.found(request, pk)


class CandidateSerializer(serializers.Serializer):
    """A member of the team: how many jobs they have that day, and what stands in the same hours."""

    member = serializers.IntegerField(source="member.pk")
    name = serializers.CharField(source="member.user")
    role = serializers.CharField(source="member.role")
    jobs = serializers.IntegerField()
    overlaps = serializers.SerializerMethodField(help_text="What `overlaps` says where they do not matter.")

    def get_overlaps(self, candidate: bookings.Candidate) -> list[str]:
        """The marks of their appointments in the same hours."""
        return [bookings.mark_of(clash) for clash in candidate.clashes]


class Candidates(serializers.Serializer):
    """The team, by name."""

    results = CandidateSerializer(many=True)


class Going(serializers.Serializer):
    """Who goes, and the tag of the assignment from now on."""

    assignment = serializers.IntegerField(source="pk")
    technician = serializers.IntegerField(source="technician_id", allow_null=True)
    etag = serializers.SerializerMethodField()

    def get_etag(self, assignment: Assignment) -> str:
        """Its tag."""
        return tag_of(assignment, self.context["view"].now)


class TechnicianView(OneAssignmentView):
    """Who goes."""

    @operation(to(Kind.MEMBER, scope=Scope.ORDERS_READ), gives=Candidates, name="get_candidates")
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Who could go. For the office alone."""
        job = self.found(request, pk)
        permissions.require(permissions.can_send_technician, request.actor, job)
        local = (job.arrive_from or self.now).astimezone(VIETNAM)
        begin = local.replace(hour=0, minute=0, second=0, microsecond=0)
        return {"results": bookings.candidates(job, begin, begin + timedelta(days=1))}

    @operation(
        to(Kind.MEMBER, scope=Scope.TIMELINE_ACT), takes=bodies.Technician, gives=Going, is_guarded=True,
        example={"technician": 7}, name="send_technician",
    )  # fmt: skip
    def put(self, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        """Send a member of the team, or nobody. It is no event; whoever gets or loses the job is told."""
        job = self.guarded(request, pk)
        visits.assign(job, by=request.actor, technician=given["technician"], overlaps_shown=given["overlaps"])
        return job


class ReviewView(OneAssignmentView):
    """What the customer says of the finished work."""

    @operation(to(Kind.CUSTOMER, scope=Scope.ORDERS_WRITE), takes=bodies.Review, example={"stars": 5})
    def put(self, request: Any, given: dict[str, Any], pk: int) -> None:
        """Review the work, or change the review within 7 days."""
        reviews.give(self.found(request, pk), by=request.actor, **given)
