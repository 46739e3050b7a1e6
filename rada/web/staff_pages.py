"""What every page of operations shares: no deleting, no counting of large tables, nothing looked up by a secret."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import SEARCH_VAR
from django.db.models import CharField, Field, Model, TextField
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline
from unfold.paginator import InfinitePaginator as UncountedPaginator

from rada.web.form_fields import StoredText

FARTHEST_PAGE = 200
SECRETS = frozenset({"digest", "salt", "password", "fingerprint", "answer"})


class InfinitePaginator(UncountedPaginator):
    """Previous and next alone: a page costs the rows it shows. Whoever wants to go farther narrows the list.

    The theme asks for this very class name before it leaves out the number of results.
    """

    @property
    def count(self) -> int:  # type: ignore[override]
        """No query: as if there were rows up to the farthest page."""
        return int(self.per_page) * FARTHEST_PAGE


class StaffAdmin(ModelAdmin):
    """A table of operations. Nothing is deleted here; what changes, changes through a service."""

    paginator: Any = InfinitePaginator
    show_full_result_count = False
    list_per_page = 50
    list_fullwidth = True
    list_filter_submit = True
    actions: Any = None
    compressed_fields = True
    empty_words: Any = ""  # what will stand in the list, said where it is empty

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        """As Django makes it; a text that people write is stored as everywhere else, composed."""
        if type(db_field) in {CharField, TextField} and not db_field.choices:
            kwargs.setdefault("form_class", StoredText)
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Name the new row: the site's journal makes the one entry of every act, this one too."""
        request.told = (obj, "")  # type: ignore[attr-defined]

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:
        """Name the row, and say what was done where its columns do not tell."""
        request.told = (obj, message if isinstance(message, str) else "")  # type: ignore[attr-defined]

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """As Django makes it. Narrowing by a NUL, which no database keeps, is what Django leads back from."""
        if any("\x00" in value for name, values in request.GET.lists() for value in values if name != SEARCH_VAR):
            raise IncorrectLookupParameters
        return super().get_changelist_instance(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """As Django says, but never by a secret or into a JSON column."""
        if SECRETS & set(lookup.split("__")):
            return False
        return super().lookup_allowed(lookup, value, request)


class ReadOnlyAdmin(StaffAdmin):
    """A table that only tells: superusers too may add and change nothing."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False


class ReadOnlyInline(TabularInline):
    """Rows that only tell."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody."""
        return False
