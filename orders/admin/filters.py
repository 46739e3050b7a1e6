"""Filters whose choices are known without asking the table."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import DropdownFilter

from orders import selectors
from orders.commitments.kinds import CLAUSES
from orders.commitments.registry import RULES
from orders.wording import rule_words
from partners.charter_words import clause_title


class ClauseFilter(DropdownFilter):
    """One of the 14 clauses."""

    title = _("clause")
    parameter_name = "clause"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Each clause by code and title."""
        return [(code, f"{code} {clause_title(code)}") for code in CLAUSES]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The breaches of the clause's rules, by which an index finds rare ones."""
        rules = [code for code, rule in RULES.items() if rule.clause == self.value()]
        return queryset.filter(rule__in=rules) if rules else queryset


class RuleFilter(DropdownFilter):
    """One of the judge's rules."""

    title = _("rule")
    parameter_name = "rule"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Each rule by code and title."""
        return [(code, f"{code} · {rule_words(code).title}") for code in sorted(RULES)]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The breaches of the rule."""
        return queryset.filter(rule=self.value()) if self.value() in RULES else queryset


class OpenFilter(DropdownFilter):
    """Whether a person has looked at it."""

    title = _("settled")
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Waiting or done."""
        return [("no", _("waits for a person")), ("yes", _("settled"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those still open, or those done."""
        if self.value() in {"yes", "no"}:
            return queryset.filter(settled_at__isnull=self.value() == "no")
        return queryset


class NobodyAskedFilter(DropdownFilter):
    """Open orders for which somebody of Rada's has to look by hand."""

    title = _("search for a partner")
    parameter_name = "asked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Nobody was asked at all, or nobody is left to answer."""
        return [("nobody", _("nobody was asked")), ("unanswered", _("nobody is left to answer"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Open orders without an offer, or without one that waits."""
        if self.value() in {"nobody", "unanswered"}:
            return selectors.without_offers(queryset, of_any_kind=self.value() == "nobody")
        return queryset
