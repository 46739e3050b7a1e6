"""Tables of operations that are searched by the code of an order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class FoundByOrderCode:
    """Finds rows by how the code begins: an index answers that however many there are."""

    search_fields: Sequence[str]  # the one way to the code
    search_help_text: Any = _("Order code, as RD-7K2F")

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Rows of the orders whose code begins so."""
        typed = search_term.replace("\x00", "").strip().upper()
        (way,) = self.search_fields
        return (queryset.filter(**{f"{way}__startswith": typed}) if typed else queryset), False
