"""Appeals against breaches, and the score that they change."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from complaints import permissions, selectors
from complaints.models import Appeal
from complaints.scores import selectors as scores
from complaints.scores.content import score_card_content
from complaints.services import appeals
from orders.api.bodies import PhotoReferences
from orders.api.breaches import OneBreachView
from orders.api.views import OrdersView
from orders.services.messages import MOST_PHOTOS
from rada.platform.api.operations import operation
from rada.web import clock
from rada.web.api.bodies import Body, Text
from rada.web.api.callers import Kind, Scope, to


class Filing(Body):
    """Why the breach is disputed: whoever decides knows only what is written."""

    text = Text(max_length=appeals.LONGEST_TEXT)
    photos = PhotoReferences(most=MOST_PHOTOS)


class AppealSerializer(serializers.ModelSerializer):
    """An appeal, and what became of it."""

    breach = serializers.IntegerField(source="breach_id")

    class Meta:
        model = Appeal
        fields = ("id", "breach", "text", "filed_at", "outcome", "reason", "note", "decided_at")


class Filed(serializers.ModelSerializer):
    """That it was filed."""

    breach = serializers.IntegerField(source="breach_id")

    class Meta:
        model = Appeal
        fields = ("id", "breach", "filed_at", "outcome")


class Rate(serializers.Serializer):
    """A rate in its own window; `percent` is null below enough orders."""

    percent = serializers.IntegerField(allow_null=True)


class OfferAnswers(Rate):
    """How offers were answered."""

    counted = serializers.IntegerField()
    broken = serializers.IntegerField()
    too_few = serializers.BooleanField()


class Cancels(Rate):
    """How many accepted orders the partner cancelled."""

    accepted = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    too_many = serializers.BooleanField()


class ClauseSerializer(Rate):
    """One clause in 90 days; `weeks` are (kept or pending, broken), the oldest first."""

    clause = serializers.CharField()
    counted = serializers.IntegerField()
    kept = serializers.IntegerField()
    broken = serializers.IntegerField()
    pending = serializers.IntegerField()
    excluded = serializers.IntegerField()
    points = serializers.IntegerField()
    weeks = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))


class ScoreCardSerializer(serializers.Serializer):
    """The score of the caller's partner, as on its page."""

    points = serializers.IntegerField()
    step = serializers.CharField()
    to_next = serializers.IntegerField(allow_null=True)
    orders = serializers.IntegerField()
    is_enough = serializers.BooleanField()
    answers = OfferAnswers()
    cancels = Cancels()
    clauses = ClauseSerializer(many=True)


class AppealView(OneBreachView):
    """The appeal against one breach."""

    @operation(to(Kind.MEMBER, scope=Scope.BREACHES_READ), gives=AppealSerializer)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> Appeal:
        """The appeal, where one was filed."""
        return get_object_or_404(selectors.appeals_visible_to(request.actor), breach_id=pk)

    @operation(
        to(Kind.MEMBER, scope=Scope.APPEALS_WRITE), takes=Filing, gives=Filed, status=201, name="file_appeal",
        example={"text": "Khách hẹn lại lúc 10 giờ, có tin nhắn."},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> Appeal:
        """Dispute the breach, once, within 15 days of its notice; somebody who had no part in it decides."""
        number = appeals.file(self.found(request, pk), by=request.actor, text=given["text"], files=given["photos"])
        return get_object_or_404(selectors.appeals_visible_to(request.actor), pk=number)


class ScoreCardView(OrdersView):
    """The score of the caller's partner."""

    @operation(to(Kind.MEMBER, scope=Scope.BREACHES_READ), gives=ScoreCardSerializer)
    def get(self, request: Any, asked: dict[str, Any]) -> dict[str, Any]:
        """90 days by clause, the points that weigh, and both rates. For the office alone."""
        permissions.require(request.actor.is_dispatching)
        partner = request.actor.partner_id
        return score_card_content(scores.cards([partner], now=clock.now())[partner])
