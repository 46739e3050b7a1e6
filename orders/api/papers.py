"""What was written and agreed on: messages, quotes and their answers, receipts. Money is integer đồng."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework import serializers

from orders import customer_selectors, papers, quote_versions, selectors
from orders.api import acts, bodies
from orders.api.tellings import Done
from orders.api.views import OneAssignmentView
from orders.commitments.kinds import LINE_KINDS
from orders.models import ActorKind, Assignment, EventKind, Quote
from orders.services import quotes, stated
from rada.platform.api.operations import operation
from rada.web import clock
from rada.web.api.callers import Kind, Scope, to

READERS = to(Kind.MEMBER, Kind.CUSTOMER, scope=Scope.ORDERS_READ)


class MessageSerializer(serializers.Serializer):
    """One message; `text` is null where it was erased, empty where a photo came alone."""

    id = serializers.CharField(source="event_id")
    at = serializers.DateTimeField()
    actor = serializers.ChoiceField(ActorKind.choices)
    needs_reply = serializers.SerializerMethodField()
    auto = serializers.SerializerMethodField()
    text = serializers.SerializerMethodField()

    def get_needs_reply(self, event: Any) -> bool:
        """Whether it starts the partner's clock."""
        return bool(event.payload.get("needs_reply", True))

    def get_auto(self, event: Any) -> bool:
        """Whether a machine wrote it."""
        return bool(event.payload.get("auto", False))

    def get_text(self, event: Any) -> str | None:
        """What was written."""
        return next((each.text for each in event.remarks.all() if each.field == "text"), None)


class Messages(serializers.Serializer):
    """The chat, the oldest first."""

    results = MessageSerializer(many=True)


class PaperLine(serializers.Serializer):
    """One line of a quote or a receipt."""

    code = serializers.CharField(allow_null=True)
    name = serializers.CharField()
    unit_price = serializers.IntegerField()
    qty = serializers.IntegerField()


class QuotedLine(PaperLine):
    """One line of a quote."""

    line = serializers.CharField()
    kind = serializers.ChoiceField(LINE_KINDS)
    origin = serializers.CharField()
    brand = serializers.CharField()
    model = serializers.CharField()
    warranty_days = serializers.IntegerField(allow_null=True)
    is_refused = serializers.BooleanField()


class QuoteSerializer(serializers.Serializer):
    """One version of a quote; `id` and `digest` are what an answer names."""

    id = serializers.SerializerMethodField()
    reference = serializers.CharField()
    number = serializers.IntegerField(help_text="Counts the versions of the reference.")
    at = serializers.DateTimeField()
    status = serializers.ChoiceField(Quote.Status.choices)
    digest = serializers.CharField()
    total = serializers.IntegerField()
    discount = serializers.IntegerField()
    promotion = serializers.CharField()
    lines = QuotedLine(many=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answer_text = serializers.CharField()

    def get_id(self, version: quote_versions.Version) -> int:
        """Its number in addresses."""
        return version.event_pk


class Quotes(serializers.Serializer):
    """Every version, in the order of quoting."""

    results = QuoteSerializer(many=True)


class ReceiptSerializer(serializers.Serializer):
    """One receipt. It is no tax invoice."""

    number = serializers.IntegerField()
    at = serializers.DateTimeField(source="event.at")
    stamp = serializers.CharField()
    total = serializers.IntegerField()
    discount = serializers.IntegerField()
    promotion = serializers.CharField()
    lines = PaperLine(many=True)
    warranty_days = serializers.IntegerField(source="days", allow_null=True)
    warranty_terms = serializers.CharField(source="terms")


class Receipts(serializers.Serializer):
    """Every receipt, by its number; the last one holds."""

    results = ReceiptSerializer(many=True)


class MessagesView(acts.view_of("messages")):  # type: ignore[misc]
    """The chat of an assignment."""

    @operation(READERS, gives=Messages)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Every message, the oldest first."""
        return {"results": [e for e in _past(self.found(request, pk)) if e.kind == EventKind.MESSAGE]}


class QuotesView(acts.view_of("quotes")):  # type: ignore[misc]
    """The quotes of an assignment."""

    @operation(READERS, gives=Quotes)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Every version, with the customer's answers."""
        job = self.found(request, pk)
        content = job.terms.content
        return {"results": quote_versions.versions(_past(job), now=clock.now(), content=content)}


class ReceiptsView(acts.view_of("receipts")):  # type: ignore[misc]
    """The receipts of an assignment."""

    @operation(READERS, gives=Receipts)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> dict[str, Any]:
        """Every receipt, corrected ones too."""
        return {"results": papers.receipts(_past(self.found(request, pk)), {})}


class ApproveQuoteView(OneAssignmentView):
    """The customer's yes."""

    @operation(
        to(Kind.CUSTOMER, scope=Scope.ORDERS_WRITE), takes=bodies.Approval, gives=Done, is_costly=True,
        example={"digest": "0" * 64},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int, version: int) -> Assignment:
        """Approve this very version. A newer one has another digest."""
        return _answered(self.found(request, pk), version, request, given, quotes.approve)


class RejectQuoteView(OneAssignmentView):
    """The customer's no."""

    @operation(
        to(Kind.CUSTOMER, scope=Scope.ORDERS_WRITE), takes=bodies.Rejection, gives=Done,
        example={"digest": "0" * 64, "text": "Giá cao quá"},
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int, version: int) -> Assignment:
        """Say what of this version is not wanted."""
        return _answered(self.found(request, pk), version, request, given, quotes.reject)


def _past(job: Assignment) -> list[Any]:
    now = clock.now()
    return [event for event in selectors.timeline_of(job) if event.at <= now]


def _answered(
    job: Assignment, version: int, request: Any, given: dict[str, Any], answer: Callable[..., Any]
) -> Assignment:
    quote = get_object_or_404(customer_selectors.quotes_to_answer(request.actor), assignment=job, event_id=version)
    with stated.of(job, at=given.pop("at"), id=given.pop("id")):
        answer(quote, by=request.actor, **given)
    job.refresh_from_db()
    return job
