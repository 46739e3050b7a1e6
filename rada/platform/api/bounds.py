"""What a body refuses though the framework does not say so in its description."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from rada.web.api.bodies import Body

STORABLE = r"^[^\x00]*$"
# White space is not the same everywhere: a text surely is not blank with a sign that nobody takes for it.
NOT_BLANK = r"^[^\x00]*[^\s\x00\x1c-\x1f\x85\ufeff][^\x00]*$"


def said_of(serializer: Any, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of what is sent, as strict as the serializer reads it."""
    if isinstance(serializer, Body):
        schema["additionalProperties"] = False
    for name, field in serializer.fields.items():
        _say(field, schema.get("properties", {}).get(name, {}))
    return schema


def _say(field: Any, schema: dict[str, Any]) -> None:
    if schema.get("default") == "":  # nothing that could be sent
        del schema["default"]
    if isinstance(field, serializers.ListSerializer):
        schema.update(minItems=field.min_length, maxItems=field.max_length)  # type: ignore[attr-defined]
    elif isinstance(field, serializers.ListField):
        _say(field.child, schema.get("items", {}))
    elif isinstance(field, serializers.CharField) and "pattern" not in schema:
        schema["pattern"] = NOT_BLANK if field.trim_whitespace and not field.allow_blank else STORABLE
