"""Pages of lists: so many rows, and the cursor with which the next page begins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from rada.web.api.bodies import Query
from rada.web.paging import After, after

MOST, USUAL = 100, 20


class CursorField(serializers.RegexField):
    """A cursor as an earlier page gave it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(r"^[0-9]{1,17}-[0-9]{1,18}$", help_text="`next` of the page before.", **kwargs)

    def to_internal_value(self, data: Any) -> After:  # type: ignore[override]
        """The last row that was seen."""
        seen = after(super().to_internal_value(data))
        if seen is None:
            raise serializers.ValidationError(_("This is no cursor of ours."))
        return seen


class PageQuery(Query):
    """What every list may be asked for."""

    after = CursorField(required=False)
    limit = serializers.IntegerField(required=False, min_value=1, max_value=MOST, default=USUAL)


@dataclass(frozen=True)
class Page:
    """Some rows, and where the next page begins; "" where there is none."""

    results: Sequence[Any]
    next: str


def page_of(rows: QuerySet[Any], asked: dict[str, Any], at: Callable[[Any], datetime]) -> Page:
    """The first rows of a list that is ordered by an instant and its key; `at` reads a row's instant."""
    size = asked["limit"]
    found = list(rows[: size + 1])
    last = found[size - 1] if len(found) > size else None
    return Page(found[:size], "" if last is None else str(After(at(last), last.pk)))


def listed(of: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The serializer of a page of these."""
    name = of.__name__.removesuffix("Serializer")
    fields = {"results": of(many=True), "next": serializers.CharField(help_text="Empty on the last page.")}
    return type(
        f"{name}Page", (serializers.Serializer,), {**fields, "__doc__": f"Some of the list. {of.__doc__ or ''}"}
    )
