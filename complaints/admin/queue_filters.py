"""The filters of the queue. Their names are those that a saved filter may hold (`services.saved_filters.KNOWN`)."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from complaints import desk_selectors
from complaints.models import State
from complaints.services import handing
from complaints.wording.desk import TAB_WORDS
from orders.wording.reasons import CATEGORY_WORDS
from partners.models import User
from rada.web import clock

NOBODY = "nobody"


class TabFilter(DropdownFilter):
    """One of the queues. Without one everything open; whoever searches finds what is closed too."""

    title = _("queue")
    parameter_name = "tab"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every queue."""
        return [(name, words) for name, words in TAB_WORDS.items() if name]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The complaints of the queue."""
        actor: Any = request.actor  # type: ignore[attr-defined]
        if self.value() in desk_selectors.QUEUES:
            return queryset.filter(desk_selectors.QUEUES[self.value()](actor, clock.now()))
        return queryset if request.GET.get("q") else queryset.filter(desk_selectors.IS_OPEN)


class StateFilter(DropdownFilter):
    """Where a complaint stands."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every state."""
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The complaints in it."""
        return queryset.filter(state=self.value()) if self.value() in State.values else queryset


class CategoryFilter(DropdownFilter):
    """What a complaint is about."""

    title = _("category")
    parameter_name = "category"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Every category."""
        return list(CATEGORY_WORDS.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The complaints about it."""
        return queryset.filter(category=self.value()) if self.value() in CATEGORY_WORDS else queryset


class HandlerFilter(DropdownFilter):
    """Who takes care of it."""

    title = _("handler")
    parameter_name = "handler"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Nobody, and every colleague; whoever else needs their names on this page asks no more."""
        return [(NOBODY, _("nobody")), *((str(user.pk), str(user)) for user in colleagues(request))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The complaints in their hands."""
        chosen = self.value() or ""
        if chosen == NOBODY:
            return queryset.filter(handler__isnull=True)
        return queryset.filter(handler=int(chosen)) if _is_number(chosen) else queryset


def colleagues(request: HttpRequest) -> list[User]:
    """Who triages, by name; read once for a page."""
    if not hasattr(request, "_rada_colleagues"):
        request._rada_colleagues = list(handing.colleagues())  # type: ignore[attr-defined]
    return request._rada_colleagues  # type: ignore[attr-defined,no-any-return]


def _is_number(chosen: str) -> bool:
    return chosen.isascii() and chosen.isdigit() and len(chosen) <= 15
