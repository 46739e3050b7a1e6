"""Complaints: opened and reopened by the customer, answered by the partner; their row follows the timeline."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from complaints import desk_selectors, permissions, selectors
from complaints.selectors import ToldComplaint
from complaints.services import desk
from complaints.wording.customers import is_private
from orders.api import bodies
from orders.api.tellings import Done
from orders.api.views import OneAssignmentView, OrdersView
from orders.models import ActorKind, Assignment, Event, EventKind
from orders.services import complaints, stated
from rada.lib import log_lines
from rada.platform.api.operations import operation
from rada.web.api.bodies import Number
from rada.web.api.callers import Kind, Scope, to
from rada.web.api.conditions import etag_of
from rada.web.api.paging import PageQuery, page_of

READERS = to(Kind.MEMBER, Kind.CUSTOMER, scope=Scope.ORDERS_READ)


class Said(serializers.Serializer):
    """One thing that was said; `text` is null where it was erased, or is not for the caller."""

    kind = serializers.ChoiceField(EventKind.choices)
    at = serializers.DateTimeField()
    actor = serializers.ChoiceField(ActorKind.choices)
    text = serializers.SerializerMethodField()

    def get_text(self, event: Event) -> str | None:
        """What Rada asks the company stays between the two."""
        if self.context["request"].actor.kind == "customer" and is_private(event):
            return None
        return next((remark.text for remark in event.remarks.all() if remark.field == "text"), None)


class ComplaintSerializer(serializers.Serializer):
    """One complaint; `number` is how everybody who speaks of it names it."""

    id = serializers.IntegerField(source="opened.pk")
    number = serializers.CharField(source="reference")
    assignment = serializers.IntegerField(source="opened.assignment_id")
    order = serializers.CharField(source="assignment.order.code")
    category = serializers.SerializerMethodField()
    opened_at = serializers.DateTimeField(source="opened.at")
    is_closed = serializers.SerializerMethodField()
    is_unanswered = serializers.BooleanField()
    said = serializers.SerializerMethodField()

    def get_category(self, told: ToldComplaint) -> str:
        """One of the categories; empty where it was told in other words."""
        category = told.opened.payload["category"]
        return category if isinstance(category, str) else ""

    def get_is_closed(self, told: ToldComplaint) -> bool:
        """Whether Rada has closed it."""
        return told.closing is not None

    @extend_schema_field(Said(many=True))
    def get_said(self, told: ToldComplaint) -> Any:
        """Everything told of it, in the timeline's order."""
        return Said(told.events, many=True, context=self.context).data


class Complaints(serializers.Serializer):
    """Complaints; `next` is empty on the last page."""

    results = ComplaintSerializer(many=True)
    next = serializers.CharField()


class ComplaintQuery(PageQuery):
    """Those of one assignment, or all."""

    assignment = Number(required=False, default=None)


class ComplaintsView(OrdersView):
    """Complaints about what the caller sees."""

    @operation(READERS, asks=ComplaintQuery, gives=Complaints)
    def get(self, request: Any, asked: dict[str, Any]) -> dict[str, Any]:
        """The newest first."""
        openings = selectors.openings_newest(request.actor, after=asked.get("after"))
        if asked["assignment"] is not None:
            openings = openings.filter(assignment_id=asked["assignment"])
        page = page_of(openings, asked, lambda opened: opened.at)
        return {"results": selectors.told_of(page.results), "next": page.next}


class OneComplaintView(OrdersView):
    """A resource of one complaint, named by its number."""

    def locate(self, request: Any, **names: Any) -> None:
        """Raise Http404 where the caller may not see the complaint."""
        log_lines.note(order=self.told(request, names["pk"]).assignment.order.code)

    def told(self, request: Any, pk: int) -> ToldComplaint:
        """The complaint, where the caller may see it. Raises Http404."""
        (told,) = selectors.told_of([get_object_or_404(selectors.openings_visible_to(request.actor), pk=pk)])
        return told

    def headers_of(self, result: Any) -> dict[str, str]:
        """The tag of a complaint that is answered with."""
        return {"ETag": tag_of(result)} if isinstance(result, ToldComplaint) else {}


class ComplaintView(OneComplaintView):
    """One complaint."""

    @operation(READERS, gives=ComplaintSerializer)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> ToldComplaint:
        """Everything that was said. Its `ETag` is what `If-Match` of the desk's acts names."""
        return self.told(request, pk)


class OpenComplaintView(OneAssignmentView):
    """A new complaint about an assignment."""

    @operation(
        to(Kind.CUSTOMER, scope=Scope.COMPLAINTS_WRITE), takes=bodies.Complaint, gives=Done, status=201,
        example={"category": "quality", "text": "Máy vẫn không lạnh"},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        """Complain; the partner's clock to answer starts."""
        job = self.found(request, pk)
        told = {"category": given["category"], "text": given["text"], "files": given["photos"]}
        return _done(job, given, lambda: complaints.open_complaint(job, by=request.actor, **told))


class AnswerComplaintView(OneComplaintView):
    """The partner's answer."""

    @operation(
        to(Kind.MEMBER, scope=Scope.COMPLAINTS_WRITE), takes=bodies.ComplaintText, gives=Done,
        example={"text": "Chúng tôi sẽ đến kiểm tra lại chiều nay."},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        """Answer; every clock open for this complaint is met."""
        return _say(self.told(request, pk), request, given, complaints.reply)


class ReopenComplaintView(OneComplaintView):
    """A closed complaint that is looked at again."""

    @operation(
        to(Kind.CUSTOMER, scope=Scope.COMPLAINTS_WRITE), takes=bodies.ComplaintText, gives=Done,
        example={"text": "Máy lại chảy nước"},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        """Reopen, for 15 days after the closing. Of Rada's people those may who may at the desk."""
        told, actor = self.told(request, pk), request.actor
        if actor.kind == "customer":
            return _say(told, request, given, complaints.reopen)
        permissions.require(permissions.can_handle_complaint(actor))
        row = get_object_or_404(desk_selectors.complaints_visible_to(actor), opening=pk)
        return _done(told.assignment, given, lambda: desk.reopen(row, by=actor, text=given["text"]))


def tag_of(told: ToldComplaint) -> str:
    """The tag of a complaint: it changes with everything that is told of it."""
    return etag_of(told.opened.pk, len(told.events))


def _say(told: ToldComplaint, request: Any, given: dict[str, Any], say: Any) -> Assignment:
    named = {"by": request.actor, "complaint": told.reference, "text": given["text"]}
    return _done(told.assignment, given, lambda: say(told.assignment, **named))


def _done(job: Assignment, given: dict[str, Any], act: Any) -> Assignment:
    with stated.of(job, at=given["at"], id=given["id"]):
        act()
    job.refresh_from_db()
    return job
