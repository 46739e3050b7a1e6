"""What Rada's people do about a complaint: they ask its partner, and say how it ends. In somebody's name always."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from complaints import desk_selectors, permissions
from complaints.api.complaints import OneComplaintView, tag_of
from complaints.models import Complaint
from complaints.services import desk
from orders.api.tellings import Done
from orders.commitments.kinds import CLAUSES, OUTCOMES
from orders.models import Assignment
from orders.models.breaches import Severity
from orders.services import complaints, timeline
from rada.platform.api.operations import operation
from rada.web.api.bodies import Body, Text
from rada.web.api.callers import Scope, to
from rada.web.api.conditions import require_match


class Question(Body):
    """What Rada asks."""

    text = Text(max_length=complaints.LONGEST)


class Ruling(Body):
    """How it ends; `clause` and `severity` where it is upheld, `text` is what the customer reads."""

    outcome = serializers.ChoiceField(OUTCOMES)
    clause = serializers.ChoiceField(CLAUSES, required=False, default=None, allow_null=True)
    severity = serializers.ChoiceField(Severity.choices, required=False, default=None, allow_null=True)
    text = Text(max_length=complaints.LONGEST)


class DeskView(OneComplaintView):
    """An act of the desk: as on its page, on the complaint as it was read."""

    def guarded(self, request: Any, pk: int) -> Complaint:
        """The complaint, locked, where it stands as `If-Match` says. Raises PermissionDenied, Http404, Problem."""
        permissions.require(permissions.can_handle_complaint(request.actor))
        timeline.lock(self.told(request, pk).assignment)
        require_match(request, tag_of(self.told(request, pk)))
        return get_object_or_404(desk_selectors.complaints_visible_to(request.actor), opening=pk)

    def done(self, complaint: Complaint) -> Assignment:
        """Its assignment, as it stands after the act."""
        complaint.assignment.refresh_from_db()
        return complaint.assignment


class AskPartnerView(DeskView):
    """Rada's question to the partner."""

    @operation(
        to(scope=Scope.COMPLAINTS_WRITE), takes=Question, gives=Done, is_guarded=True,
        example={"text": "Vì sao giá cao hơn niêm yết?"},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        """Ask the partner; another clock of theirs starts. The customer does not read it."""
        complaint = self.guarded(request, pk)
        desk.ask_partner(complaint, by=request.actor, text=given["text"])
        return self.done(complaint)


class CloseComplaintView(DeskView):
    """Rada's ruling."""

    @operation(
        to(scope=Scope.COMPLAINTS_WRITE), takes=Ruling, gives=Done, is_guarded=True,
        example={"outcome": "upheld", "clause": "B1", "severity": "minor", "text": "Thợ đến muộn hai giờ."},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Assignment:
        """Say how it ends. What is upheld under a clause is a breach from then on."""
        ruling = {name: given[name] for name in ("outcome", "clause", "severity")}
        complaint = self.guarded(request, pk)
        desk.close(complaint, by=request.actor, told=given["text"], **ruling)
        return self.done(complaint)
