"""Tables that belong to no trade: notices, private links, failed sign-ins."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib import admin
from django.db.models import DateTimeField, Model, QuerySet, Value
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from orders.services import texting
from rada.desk import integrations
from rada.desk.journal import pages as journal_pages
from rada.desk.webhooks import endpoints as webhook_endpoints
from rada.desk.webhooks import events as webhook_events
from rada.platform.channels import sms
from rada.platform.models import AccessToken, Delivery, Notice
from rada.web import clock
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin, ReadOnlyInline

__all__ = ["integrations", "journal_pages", "webhook_endpoints", "webhook_events"]

for theirs in (AccessAttempt, AccessFailureLog, AccessLog):
    if admin.site.is_registered(theirs):
        admin.site.unregister(theirs)


class DeliveriesInline(ReadOnlyInline):
    """Every try to send it."""

    model = Delivery
    fields = ("tried_at", "succeeded", "answer")


@admin.register(Notice)
class NoticeAdmin(ReadOnlyAdmin):
    """What was told to whom, and when it went out."""

    list_display = ("created_at", "audience", "level", "subject", "channel", "sent_at", "ended_why", "attempts")
    list_filter = (
        ("channel", ChoicesDropdownFilter),
        ("ended_why", ChoicesDropdownFilter),
        ("created_at", DayRangeFilter),
    )
    ordering = ("-created_at", "-id")
    search_fields = ("=audience",)
    search_help_text = _("Whom it tells, as partner:12")
    sortable_by = ()
    inlines = (DeliveriesInline,)

    def get_readonly_fields(self, request: HttpRequest, obj: Notice | None = None) -> tuple[str, ...]:
        """In a trial that sends no SMS the message to a phone can be read here, and nowhere else."""
        is_readable = obj is not None and obj.channel == Notice.Channel.SMS and sms.is_trial()
        return ("trial_text",) if is_readable else ()

    @display(description=_("what it says"))
    def trial_text(self, notice: Notice) -> str:
        """Its words, worked out as for sending; nothing where it has become needless."""
        text = texting.text_of(notice)
        return "" if text is None else text.words


@admin.register(AccessToken)
class AccessTokenAdmin(ReadOnlyAdmin):
    """Private links: what they open and until when; never the secret, nor its hash."""

    list_display = ("purpose", "subject", "state_label", "created_at", "expires_at", "last_used_at")
    ordering = ("-created_at", "-id")
    search_fields = ("=subject",)
    search_help_text = _("What it opens, as order:12")
    sortable_by = ()
    fields = ("purpose", "subject", "created_at", "expires_at", "revoked_at", "last_used_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the present instant, read once for all rows."""
        return super().get_queryset(request).annotate(looked_at=Value(clock.now(), DateTimeField()))

    @display(description=_("state"), label={"open": "success", "revoked": "danger", "expired": "warning"})
    def state_label(self, token: AccessToken) -> tuple[str, Any]:
        """Open, revoked or expired."""
        if token.revoked_at is not None:
            return "revoked", _("revoked")
        if token.expires_at <= token.looked_at:  # type: ignore[attr-defined]
            return "expired", _("expired")
        return "open", _("open")


@admin.register(AccessAttempt)
class AccessAttemptAdmin(ReadOnlyAdmin):
    """Failed sign-ins; a superuser lifts a lock-out by deleting its row."""

    list_display = ("attempt_time", "username", "ip_address", "failures_since_start")
    ordering = ("-attempt_time",)
    search_fields = ("=username", "=ip_address")
    sortable_by = ()
    fields = ("attempt_time", "username", "ip_address", "failures_since_start")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Superusers."""
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers."""
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Superusers."""
        return bool(request.user.is_superuser)
