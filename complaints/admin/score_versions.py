"""Versions of the score's numbers: published, never changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from complaints.forms.score_versions import ScoreVersionForm
from complaints.models import ScoreVersion
from complaints.scores import selectors
from complaints.scores.numbers import DEFAULTS
from complaints.services import score_versions
from orders.admin.keyed import KeyedAdmin
from partners.actors import actor_of
from rada.web import clock


@admin.register(ScoreVersion)
class ScoreVersionAdmin(KeyedAdmin):
    """The score's numbers, version by version; before the first the contract's own are in force."""

    form = ScoreVersionForm
    list_display = ("number", "starts_at", "note", "numbers", "created_by")
    list_select_related = ("created_by",)
    ordering = ("-number",)
    sortable_by = ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a change is a new version."""
        return False

    def get_fields(self, request: HttpRequest, obj: ScoreVersion | None = None) -> Any:
        """The form's own fields for a new one, everything for one that stands."""
        if obj is not None:
            return ("number", "starts_at", "note", "numbers", "created_by", "created_at")
        return ["starts_at", "note", *DEFAULTS]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form makes the numbers' fields itself."""
        if obj is None:
            kwargs["fields"] = ("starts_at", "note")
        return super().get_form(request, obj, change, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What is in force now."""
        numbers = selectors.numbers_at(clock.now())
        return {**super().get_changeform_initial_data(request), **{name: getattr(numbers, name) for name in DEFAULTS}}

    def create(self, request: HttpRequest, obj: ScoreVersion, form: Any) -> ScoreVersion:
        """Publish through the service."""
        return score_versions.publish(form.numbers, starts_at=obj.starts_at, note=obj.note, by=actor_of(request.user))
