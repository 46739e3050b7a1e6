"""Policy versions: published, never changed. The form shows the numbers in force and keeps those that differ."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from orders.admin.keyed import KeyedAdmin
from orders.commitments.case import POLICY_DEFAULTS
from orders.forms.policies import POINT_FIELDS, VersionForm
from orders.models import PolicyVersion
from orders.services import policies
from orders.services.policy_drafts import Content
from orders.wording.policies import difference

CONTRACT = Content({}, {}, {})


@admin.register(PolicyVersion)
class PolicyVersionAdmin(KeyedAdmin):
    """The judge's numbers, version by version."""

    form = VersionForm
    list_display = ("number", "starts_at", "note", "differing", "is_demo", "created_by")
    list_select_related = ("created_by",)
    ordering = ("-number",)
    search_fields = ("note",)
    sortable_by = ()
    change_fields = ("number", "starts_at", "note", "differing", "is_demo", "created_by", "created_at")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a change is a new version."""
        return False

    def get_fields(self, request: HttpRequest, obj: PolicyVersion | None = None) -> Any:
        """The form's own fields for a new one, everything for one that stands."""
        return ["starts_at", "note", *POLICY_DEFAULTS, *POINT_FIELDS] if obj is None else self.change_fields

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form makes the numbers' fields itself."""
        if obj is None:
            kwargs["fields"] = ("starts_at", "note")
        return super().get_form(request, obj, change, **kwargs)

    @display(description=_("numbers that differ"))
    def differing(self, version: PolicyVersion) -> str:
        """Beside the contract's own, line by line."""
        return format_html_join("", "<p>{}: {} → {}</p>", difference(CONTRACT, version)) or _now("none")

    def create(self, request: HttpRequest, obj: PolicyVersion, form: Any) -> PolicyVersion:
        """Publish through the service."""
        content = form.content
        return policies.publish(
            content.numbers,
            starts_at=obj.starts_at,
            points=content.points,
            cures=content.cures,
            note=obj.note,
            by=request.user,  # type: ignore[arg-type]
        )
