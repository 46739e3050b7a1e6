"""What was recorded as broken, and the promises that still run."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from orders import listings, selectors
from orders.api.views import OrdersView
from orders.commitments.kinds import CLAUSES
from orders.models import Breach, BreachDecision
from orders.wording import breach_sentence, clock_words, rule_words
from rada.lib import log_lines
from rada.platform.api.operations import operation
from rada.platform.api.schema import VALUES
from rada.web.api.bodies import Number
from rada.web.api.callers import Kind, Scope, to
from rada.web.api.paging import Page, PageQuery, listed, page_of
from rada.web.api.telling import Telling

READERS = to(Kind.MEMBER, scope=Scope.BREACHES_READ)


class BreachQuery(PageQuery):
    """What of the breaches."""

    group = serializers.ChoiceField(sorted(listings.BREACH_GROUPS), required=False)
    clause = serializers.ChoiceField(CLAUSES, required=False)
    assignment = Number(required=False, default=None)


class BreachSerializer(Telling, serializers.ModelSerializer):
    """One breach: (`rule`, `subject`) is its identity within the assignment, and stays for ever."""

    assignment = serializers.IntegerField(source="assignment_id")
    order = serializers.CharField(source="assignment.order.code")
    title = serializers.SerializerMethodField()
    facts = serializers.SerializerMethodField()

    class Meta:
        model = Breach
        fields = (
            "id", "assignment", "order", "rule", "clause", "subject", "severity", "state", "points", "occurred_at",
            "found_at", "title", "evidence", "facts",
        )  # fmt: skip

    evidence = serializers.ListField(child=serializers.CharField(), help_text="Ids of the events it rests on.")

    def get_title(self, breach: Breach) -> str:
        """The rule in words."""
        return str(rule_words(breach.rule).title)

    @extend_schema_field(VALUES)
    def get_facts(self, breach: Breach) -> dict[str, Any]:
        """The numbers that a person needs to check it."""
        return dict(breach.facts)


class Decision(serializers.Serializer):
    """What happened to a breach."""

    kind = serializers.ChoiceField(BreachDecision.Kind.choices)
    decided_at = serializers.DateTimeField()
    reason = serializers.CharField()


class WholeBreach(BreachSerializer):
    """One breach with its numbers in a sentence, and what was decided about it."""

    sentence = serializers.SerializerMethodField()
    decisions = serializers.SerializerMethodField()

    class Meta(BreachSerializer.Meta):
        fields = (*BreachSerializer.Meta.fields, "sentence", "decisions")  # type: ignore[assignment]

    def get_sentence(self, breach: Breach) -> str:
        """What happened, in the language asked for."""
        return breach_sentence(breach, selectors.evidence_of([breach])[breach.pk])

    @extend_schema_field(Decision(many=True))
    def get_decisions(self, breach: Breach) -> Any:
        """In order."""
        return Decision(selectors.decisions_about(breach), many=True).data


class ClockSerializer(Telling):
    """A promise whose due instant lies ahead."""

    assignment = serializers.IntegerField(source="assignment_id")
    order = serializers.CharField(source="assignment.order.code")
    rule = serializers.CharField()
    subject = serializers.CharField()
    started_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    todo = serializers.SerializerMethodField()

    def get_todo(self, running: Any) -> str:
        """What meets it, in words."""
        return str(clock_words(running).todo)


class Clocks(serializers.Serializer):
    """The nearest first, a hundred at most."""

    results = ClockSerializer(many=True)


class BreachesView(OrdersView):
    """Breaches, the newest first."""

    @operation(READERS, asks=BreachQuery, gives=listed(BreachSerializer))
    def get(self, request: Any, asked: dict[str, Any]) -> Page:
        """An office's are its partner's, a technician's those of their own jobs."""
        wanted = listings.BreachFilter(group=asked.get("group", ""), clause=asked.get("clause", ""))
        found = listings.breaches_listed(request.actor, wanted, after=asked.get("after"))
        if asked["assignment"] is not None:
            found = found.filter(assignment_id=asked["assignment"])
        return page_of(found, asked, lambda breach: breach.occurred_at)


class OneBreachView(OrdersView):
    """A resource of one breach, named by its number."""

    def locate(self, request: Any, **names: Any) -> None:
        """Raise Http404 where the caller may not see the breach."""
        log_lines.note(order=self.found(request, names["pk"]).assignment.order.code)

    def found(self, request: Any, pk: int) -> Breach:
        """The breach, where the caller may see it. Raises Http404."""
        return get_object_or_404(selectors.breaches_visible_to(request.actor), pk=pk)


class BreachView(OneBreachView):
    """One breach."""

    @operation(READERS, gives=WholeBreach)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> Breach:
        """What was broken, the numbers it rests on, and what was decided."""
        return self.found(request, pk)


class ClocksView(OrdersView):
    """Running clocks."""

    @operation(to(Kind.MEMBER, scope=Scope.ORDERS_READ), gives=Clocks)
    def get(self, request: Any, asked: dict[str, Any]) -> dict[str, Any]:
        """The promises that run for the caller's partner, or a technician's own jobs."""
        return {"results": selectors.clocks_running(request.actor)[:100]}
