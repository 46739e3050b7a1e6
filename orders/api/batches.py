"""Batches of events: each is read, done and answered for itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import transaction
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from orders.api import acts
from orders.models import ActorKind, EventKind
from orders.services import reporting, timeline
from orders.services.timeline import Report
from rada.platform.api.schema import ProblemSerializer
from rada.web.api import problems
from rada.web.api.bodies import Body, Instant, several

MOST = reporting.MOST
ENVELOPE = frozenset({"id", "kind", "at", "actor", "seq"})
RECORDED, KNOWN, REFUSED = STATES = ("recorded", "known", "refused")
LAST = datetime.max.replace(tzinfo=UTC)


class Unread(NamedTuple):
    """An event of a batch that cannot be read, and why."""

    id: str
    error: ValidationError
    place: datetime = LAST


class Told(NamedTuple):
    """An act of a batch: its kind, its sender's id, its instant where one was stated, and all that was sent."""

    id: str
    kind: str
    at: datetime | None
    sent: dict[str, Any]

    @property
    def place(self) -> datetime:
        """Where it stands among the others: what states no instant is done last."""
        return self.at or LAST


class Item(serializers.Serializer):
    """One event of a batch."""

    id = serializers.CharField(max_length=timeline.LONGEST_ID, trim_whitespace=False)

    def to_internal_value(self, data: Any) -> Any:
        """The event, or Unread: one that cannot be read holds up no other."""
        try:
            return self.told(super().to_internal_value(data), data)
        except ValidationError as error:
            if not isinstance(data, dict):
                raise
            return Unread(problems.plain(str(data.get("id", "")))[: timeline.LONGEST_ID], error)

    def told(self, read: dict[str, Any], sent: dict[str, Any]) -> Any:
        """The event of what was read."""
        raise NotImplementedError


class ActItem(Item):
    """An act with its `kind`, beside what the address of that act takes."""

    kind = serializers.ChoiceField(sorted(acts.BY_KIND))
    at = Instant(required=False, default=None, allow_null=True)

    def told(self, read: dict[str, Any], sent: dict[str, Any]) -> Told:
        """The act; its own body reads the rest."""
        return Told(read["id"], read["kind"], read["at"], {each: sent[each] for each in sent if each != "kind"})


class ReportItem(Item):
    """An event as docs/commitments.md §4 says, with its fields beside these; `seq` orders equal instants."""

    kind = serializers.ChoiceField(EventKind.choices)
    at = Instant()
    actor = serializers.ChoiceField(ActorKind.choices)
    seq = serializers.IntegerField(required=False, min_value=0, max_value=2**53)

    def told(self, read: dict[str, Any], sent: dict[str, Any]) -> Report:
        """The report, its other fields as they were sent."""
        fields = {name: value for name, value in sent.items() if name not in ENVELOPE}
        return Report(read["id"], read["kind"], read["at"], read["actor"], fields, read.get("seq"))


class Acts(Body):
    """What an app did while it was offline, in any order; done by `at`."""

    events = several(ActItem, most=MOST)


class Reports(Body):
    """What happened elsewhere, in any order and with repeats."""

    events = several(ReportItem, most=MOST)


class AnswerSerializer(serializers.Serializer):
    """What became of one event: `recorded`, `known` from before, or `refused`, and then why."""

    id = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    problem = ProblemSerializer(allow_null=True)


class Answers(serializers.Serializer):
    """One answer for each event, in the order sent."""

    results = AnswerSerializer(many=True)


def answered(request: Any, name: str, act: Callable[[], str]) -> dict[str, Any]:
    """Do one of many and say what became of it; what is refused leaves nothing behind."""
    try:
        with transaction.atomic():
            return {"id": name, "state": act(), "problem": None}
    except Exception as error:
        return refused(request, name, error)


def refused(request: Any, name: str, error: Exception) -> dict[str, Any]:
    """The answer to one that cannot be done. Raises the error where it is no final answer, or nobody foresaw it."""
    problem = problems.problem_of(error)
    if problem is None or not problem.kind.is_final:
        raise error
    return {"id": name, "state": REFUSED, "problem": problems.content_of(problem, request.path)}
