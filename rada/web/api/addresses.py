"""What addresses may name: numbers that a database holds, and codes of plain letters."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import StringConverter


class RowNumber:
    """The key of a row."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        """The number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """The number, written."""
        return str(value)


class PlainCode(StringConverter):
    """A code such as an order's."""

    regex = "[A-Z0-9-]{1,16}"


def know() -> None:
    """Let addresses say `<row:pk>` and `<code:code>`."""
    register_converter(RowNumber, "row")
    register_converter(PlainCode, "code")
