"""The description of an operation, read off its declaration: nothing about it is said twice."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse
from rest_framework import serializers

from rada.platform.api.bounds import said_of
from rada.platform.api.operations import SAFE, Operation
from rada.web.api.callers import ACTED_FOR, HEADER, Kind, to_all
from rada.web.api.problems import MEDIA_TYPE

SCHEMES: dict[Kind, dict[str, list[str]]] = {
    Kind.INTEGRATION: {"integration": []},
    Kind.MEMBER: {"member": []},
    Kind.CUSTOMER: {"link": []},
    Kind.STRANGER: {},
}
KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True, pattern=r"^[!-~]{1,120}$",
    description="Names the write: the same key and body again are answered the same, and done once.",
)  # fmt: skip
ACTING_FOR = OpenApiParameter(
    HEADER, str, OpenApiParameter.HEADER, pattern=ACTED_FOR,
    description="Integrations only, on every write: whom it is done for.",
)  # fmt: skip
MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True, pattern=r"\S",
    description="The ETag of what was read, or * for whatever it is by now.",
)  # fmt: skip
NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER,
    description="The ETag of what was read: 304 without a body where it is still so.",
)  # fmt: skip

VALUES = {"type": "object", "additionalProperties": True}  # named values of any kind that JSON knows


class FieldError(serializers.Serializer):
    """What is wrong with one field."""

    field = serializers.CharField()
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer):
    """A problem as RFC 9457 writes it; `code` never changes its meaning."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField()
    instance = serializers.CharField()
    detail = serializers.CharField(required=False)
    errors = FieldError(many=True, required=False)  # type: ignore[assignment]


class DescribedOperation(AutoSchema):
    """Reads `operation` of the view's method."""

    @property
    def told(self) -> Operation:
        """What was declared."""
        found: Operation = getattr(self.view, self.method.lower()).operation
        return found

    def get_operation_id(self) -> str:
        """What generated clients name their methods by: `get_terms`, `approve_quote`, or as the operation says."""
        view = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self.view).__name__.removesuffix("View")).lower()
        return self.told.name or (f"get_{view}" if self.method in SAFE else view)

    def get_summary(self) -> str:
        """The first sentence of the description."""
        return str(self.get_description()).partition(". ")[0].rstrip(".")

    def get_auth(self) -> list[dict[str, Any]]:
        """Whoever it is open to; what is open to all asks for nothing."""
        access = self.told.access
        return [] if access == to_all() else [SCHEMES[kind] for kind in SCHEMES if kind in access.kinds]

    def get_request_serializer(self) -> Any:
        """What it takes."""
        return self.told.takes

    def get_response_serializers(self) -> Any:
        """What it gives, and the problems that it may answer with."""
        told = self.told
        gives: dict[Any, Any] = {204: None} if told.gives is None else {told.status: told.gives}
        if told.is_picture:
            gives = {(200, "image/jpeg"): OpenApiTypes.BINARY}
        if told.is_tagged:
            gives |= {304: OpenApiResponse(description="It is as it was when it was read.")}
        return gives | {(str(status), MEDIA_TYPE): ProblemSerializer for status in self._problems()}

    def get_override_parameters(self) -> list[Any]:
        """What the address and the headers may say."""
        told, asked = self.told, []
        if self.method not in SAFE and told.is_keyed:
            asked.append(KEY)
        if Kind.INTEGRATION in told.access.kinds and told.access != to_all():
            asked.append(ACTING_FOR)
        if told.is_guarded:
            asked.append(MATCH)
        if told.is_tagged:
            asked.append(NONE_MATCH)
        return [*asked, told.asks] if told.asks().fields else asked

    def get_examples(self) -> list[OpenApiExample]:
        """A body that would be taken."""
        example = self.told.example
        return [] if example is None else [OpenApiExample("example", example, request_only=True)]

    def _map_basic_serializer(self, serializer: Any, direction: Any) -> Any:
        schema = super()._map_basic_serializer(serializer, direction)  # type: ignore[no-untyped-call]
        return said_of(serializer, schema) if direction == "request" else schema

    def _problems(self) -> list[int]:
        told = self.told
        found = {400, 401, 403, 406, 429} | ({404} if "{" in self.path else set())
        if self.method not in SAFE:
            found |= {409, 413, 415, 422}
        return sorted(found | ({412, 428} if told.is_guarded else set()))
