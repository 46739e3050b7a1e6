"""The timeline: read on from a position, added to in batches; reports of what happened elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orders import selectors
from orders.api import acts, batches
from orders.api.batches import Acts, Answers, Reports, Told, Unread
from orders.api.views import OneAssignmentView
from orders.models import Assignment, Event
from orders.services import reporting
from orders.services.offline import judged_once
from partners.api.acting import RADA
from rada.platform.api.operations import operation
from rada.platform.api.schema import VALUES
from rada.web.api import problems
from rada.web.api.bodies import Query
from rada.web.api.callers import Kind, Scope, to

MOST = reporting.MOST
TOLD = frozenset({"text", "warranty.terms"})
FARTHEST = 2**31 - 1


class EventQuery(Query):
    """From where on."""

    after = serializers.IntegerField(required=False, default=0, min_value=0, max_value=FARTHEST)
    limit = serializers.IntegerField(required=False, default=MOST, min_value=1, max_value=MOST)


class EventSerializer(serializers.ModelSerializer):
    """One fact. `position` counts as recorded, (`at`, `seq`) is the timeline's order; `texts` may be erased later."""

    id = serializers.CharField(source="event_id")
    payload = serializers.SerializerMethodField()
    texts = serializers.SerializerMethodField()

    class Meta:
        model = Event
        fields = ("position", "id", "kind", "at", "recorded_at", "seq", "actor", "door", "payload", "texts")

    @extend_schema_field(VALUES)
    def get_payload(self, event: Event) -> dict[str, Any]:
        """What the contract says the kind carries; of a text its salted hash."""
        return dict(event.payload)

    def get_texts(self, event: Event) -> dict[str, str]:
        """What people wrote, by field."""
        return {remark.field: remark.text for remark in event.remarks.all() if remark.field in TOLD}


class Events(serializers.Serializer):
    """Events in the order of recording; `next` is the `after` with which to go on, also when nothing new came."""

    results = EventSerializer(many=True)
    next = serializers.IntegerField()


class EventsView(OneAssignmentView):
    """The events of one assignment."""

    @operation(to(Kind.MEMBER, scope=Scope.ORDERS_READ), asks=EventQuery, gives=Events)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Events that were recorded after a position: keep `next`, and ask again with it."""
        found = selectors.events_recorded(self.found(request, pk), after=asked["after"])[: asked["limit"]]
        events = list(found)
        return {"results": events, "next": events[-1].position if events else asked["after"]}

    @operation(
        to(Kind.MEMBER, Kind.CUSTOMER, scope=Scope.TIMELINE_ACT), takes=Acts, gives=Answers,
        name="record_events",
        example={"events": [{"kind": "arrived", "id": "phone-7:41", "at": "2026-12-01T09:05:00+07:00"}]},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> dict[str, Any]:
        """Act many times, as an app does that was offline. Each act is answered for itself, all are judged once."""
        job, answers = self.found(request, pk), {}
        with judged_once(job):
            for place, event in sorted(enumerate(given["events"]), key=lambda each: (each[1].place, each[0])):
                answers[place] = batches.answered(request, event.id, self._act(request, job, event))
        return {"results": [answers[place] for place in sorted(answers)]}

    def _act(self, request: Any, job: Assignment, told: Told | Unread) -> Callable[[], str]:
        def perform() -> str:
            if isinstance(told, Unread):
                raise told.error
            act = acts.BY_KIND[told.kind]
            if request.caller.kind not in {*act.kinds, Kind.INTEGRATION}:
                raise problems.Problem(problems.NOT_ALLOWED)
            if selectors.is_event_known(job, told.id, kind=act.kind, actor=request.actor.kind):
                return batches.KNOWN
            body = act.takes(data=told.sent, context=self.told_with())
            body.is_valid(raise_exception=True)
            acts.perform(act, job, request.actor, body.validated_data)
            return batches.RECORDED

        return perform


class ReportsView(OneAssignmentView):
    """The other door of the timeline. The offer too may be told here: before it, an assignment is for nobody else."""

    def found(self, request: Any, pk: int) -> Assignment:
        """The assignment, offered already or not. Raises Http404."""
        return get_object_or_404(Assignment, pk=pk) if request.actor == RADA else super().found(request, pk)

    @operation(
        to(scope=Scope.TIMELINE_REPORT), takes=Reports, gives=Answers, name="report_events",
        example={"events": [{"id": "e7", "kind": "arrived", "at": "2026-12-01T09:05:00+07:00", "actor": "partner"}]},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> dict[str, Any]:
        """Tell what happened elsewhere, however late. Impossible sequences steer nothing and go to Rada's people."""
        if request.actor != RADA:
            raise problems.Problem(problems.NOT_ALLOWED)
        events = given["events"]
        reports = [event for event in events if not isinstance(event, Unread)]
        answers = iter(reporting.tell(self.found(request, pk), reports, by=request.actor))
        told = (event if isinstance(event, Unread) else next(answers) for event in events)
        return {"results": [_told(request, answer) for answer in told]}


def _told(request: Any, answer: Any) -> dict[str, Any]:
    if answer.error is not None:
        return batches.refused(request, answer.id, answer.error)
    return {"id": answer.id, "state": answer.state, "problem": None}
