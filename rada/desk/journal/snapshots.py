"""A row as it stands, column by column, so that before and after can be compared."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Field, Model

from orders.personal_data import PLACES, Personal
from rada.web.staff_pages import SECRETS

Snapshot = dict[str, str]
LONGEST = 300
KEPT_WITH_THE_ROW = "…"  # instead of words that may have to be erased one day: the journal is never changed


def snapshot(row: Model) -> Snapshot:
    """Every column as text, many-to-many ones too; nothing of secrets."""
    told = {field.name: _said(field.value_from_object(row)) for field in row._meta.concrete_fields if _is_told(field)}
    for field in row._meta.many_to_many:
        through: Any = field.remote_field.through
        if through._meta.auto_created:
            told[field.name] = ", ".join(sorted(str(other) for other in getattr(row, field.name).all()))
    return told


def difference(model: type[Model], before: Snapshot, after: Snapshot) -> dict[str, list[str]]:
    """The columns that differ, each with what stood there and what stands there now."""
    return {
        name: [_kept(model, name, before.get(name, "")), _kept(model, name, after.get(name, ""))]
        for name in {**before, **after}
        if before.get(name, "") != after.get(name, "")
    }


def _is_told(field: Field) -> bool:
    return field.name not in SECRETS and not field.primary_key


def _said(value: Any) -> str:
    if value is None or value in ([], {}):
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False).strip('"')


def _kept(model: type[Model], name: str, said: str) -> str:
    if said and (model._meta.label, name) in _erasable():
        return KEPT_WITH_THE_ROW
    named = _named(model, name, said)
    return named if len(named) <= LONGEST else named[: LONGEST - 1] + "…"


def _named(model: type[Model], name: str, said: str) -> str:
    """A row that a column points to is told by its name, as it was then."""
    field: Any = next((each for each in model._meta.concrete_fields if each.name == name), None)
    if not said or field is None or not field.is_relation:
        return said
    return str(field.related_model._default_manager.filter(pk=said).first() or said)


@cache
def _erasable() -> frozenset[tuple[str, str]]:
    return frozenset(column for place in PLACES if isinstance(place, Personal) for column in place.columns)
