"""The table of problem codes, and what is answered where no address leads."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from rada.platform.api.operations import operation
from rada.platform.api.views import ApiView
from rada.web.api import problems
from rada.web.api.callers import to_all


class KindSerializer(serializers.Serializer):
    """One kind of problem. `is_final`: the same request, repeated with its key, is answered the same."""

    code = serializers.CharField()
    status = serializers.IntegerField()
    title = serializers.CharField()
    is_final = serializers.BooleanField()


class Kinds(serializers.Serializer):
    """Every code that a problem may carry."""

    results = KindSerializer(many=True)


class Errors(ApiView):
    """What can go wrong."""

    @operation(to_all(), gives=Kinds)
    def get(self, request: Any, asked: dict[str, Any]) -> Any:
        """Every code of a problem, with its status and title. A code never changes its meaning."""
        return {"results": problems.every_kind()}
