"""Bodies and parameters, read strictly: what is not known is refused, and nothing that no database keeps comes in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser

from rada.lib.text import clean
from rada.web.api.problems import UNKNOWN_PARAMETER, Problem

MOST_VND = 10_000_000_000


class StrictJson(JSONParser):
    """JSON without NaN, without a name said twice, and not nested beyond reading."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """What the body says. Raises ParseError, RequestDataTooBig."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        sent = stream.read(most + 1)
        if len(sent) > most:
            raise RequestDataTooBig
        try:
            return json.loads(sent.decode("utf-8"), object_pairs_hook=_each_once, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            raise ParseError from error


class Body(serializers.Serializer):
    """What comes in. A field that is not known is refused, so that a slip of the pen is no silent wish.

    So is a number in the place of a text, and the other way round, where the two can be told apart.
    """

    is_typed = True

    def to_internal_value(self, data: Any) -> Any:
        """The fields. Raises ValidationError, for unknown ones too."""
        if self.is_typed and isinstance(data, dict):
            _require_types(self.fields, data)
        given = super().to_internal_value(data)
        unknown = [name for name in data if name not in self.fields]
        if unknown:
            raise ValidationError({name: [ErrorDetail(_("There is no such field."), "unknown")] for name in unknown})
        return given


class Query(Body):
    """What an address may ask for. Raises Problem, which names what is unknown or wrong."""

    is_typed = False

    @classmethod
    def read(cls, asked: Mapping[str, Any]) -> dict[str, Any]:
        """The parameters as values. Raises Problem (400)."""
        query = cls(data={name: asked[name] for name in asked})
        if query.is_valid():
            return dict(query.validated_data)
        wrong = [(name, str(said[0])) for name, said in query.errors.items()]
        raise Problem(UNKNOWN_PARAMETER, errors=wrong)


class Text(serializers.CharField):
    """A text as it is stored, in NFC; never longer than its column or what people read."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The text, composed first: the decomposed spelling of a Vietnamese word is longer."""
        if isinstance(data, str):
            try:
                data = clean(data)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        elif data is not serializers.empty and data is not None:
            raise ValidationError(_("Must be a text."))
        return super().run_validation(data)


class Instant(serializers.DateTimeField):
    """An instant with its offset; without one nobody knows which it is."""

    def enforce_timezone(self, value: datetime) -> datetime:
        """The instant. Raises ValidationError where it has no offset."""
        if value.tzinfo is None:
            raise ValidationError(_("An instant needs its offset from UTC, such as +07:00."))
        return super().enforce_timezone(value)


class Number(serializers.IntegerField):
    """The key of a row: a whole number that a database holds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2**62, **kwargs})


class Flag(serializers.BooleanField):
    """Yes or no; what a form leaves out is the default, not a no."""

    default_empty_html = serializers.empty


class Vnd(serializers.IntegerField):
    """Money: whole đồng, none of it negative."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MOST_VND, **kwargs})


def several(of: type[serializers.Serializer], *, most: int) -> Any:
    """One to so many of these."""
    return of(many=True, min_length=1, max_length=most)  # type: ignore[call-arg]


# What JSON has for a field; the framework would take "5" for 5 and 5 for "5".
TYPES: dict[type[serializers.Field], tuple[type, ...]] = {
    serializers.CharField: (str,),
    serializers.IntegerField: (int, float),
    serializers.BooleanField: (bool,),
}


def _require_types(fields: Mapping[str, serializers.Field], sent: Mapping[str, Any]) -> None:
    """Raise ValidationError for values of another type than their field's; null is the field's own business."""
    wrong = {}
    for name, field in fields.items():
        types = next((TYPES[each] for each in type(field).__mro__ if each in TYPES), None)
        if types is not None and sent.get(name) is not None and not isinstance(sent[name], types):
            wrong[name] = [ErrorDetail(str(field.error_messages["invalid"]), "invalid")]
    if wrong:
        raise ValidationError(wrong)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name is said twice")
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)
