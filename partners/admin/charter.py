"""The charter's versions: a draft is published once; clauses and signatures only tell."""

from __future__ import annotations

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action, display

from partners.actors import actor_of
from partners.models import CharterClause, CharterSignature, CharterVersion
from partners.services import charter
from rada.web.staff_pages import ReadOnlyAdmin, ReadOnlyInline


class ClausesInline(ReadOnlyInline):
    """The 14 clauses as published."""

    model = CharterClause
    fields = ("code", "text")


class SignaturesInline(ReadOnlyInline):
    """Who signed, and when."""

    model = CharterSignature
    fields = ("partner", "signed_by", "signed_at")
    per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With their names."""
        return super().get_queryset(request).select_related("partner", "signed_by__user").order_by("-signed_at")


@admin.register(CharterVersion)
class CharterVersionAdmin(ReadOnlyAdmin):
    """Versions come in by `manage.py import_charter`; publishing is done here."""

    list_display = ("number", "status_label", "created_at", "published_at")
    ordering = ("-number",)
    sortable_by = ()
    fields = ("number", "status", "created_at", "published_at", "digest")
    inlines = (ClausesInline, SignaturesInline)
    actions = ("publish",)

    @display(description=_("status"), label={"draft": "warning", "published": "success"})
    def status_label(self, version: CharterVersion) -> tuple[str, str]:
        """By word and colour."""
        return version.status, version.get_status_display()

    def has_publish_permission(self, request: HttpRequest) -> bool:
        """Who may change the charter."""
        return request.user.has_perm("partners.change_charterversion")

    @action(description=_("Publish the draft"), permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Put one draft in force."""
        if not self.has_publish_permission(request):
            raise PermissionDenied
        chosen = list(queryset[:2])
        if len(chosen) != 1:
            messages.error(request, _now("Choose one draft."))
            return
        try:
            published = charter.publish(chosen[0], by=actor_of(request.user))
        except charter.AlreadyPublishedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _now("Charter version %(number)d is in force.") % {"number": published.number})
