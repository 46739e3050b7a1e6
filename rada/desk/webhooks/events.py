"""Events that webhooks tell of: where each stands, every try, and sending one again."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.contrib.filters.admin import ChoicesDropdownFilter, RelatedDropdownFilter
from unfold.decorators import action, display

from rada.platform.idempotency import KeyReused
from rada.platform.webhooks import endpoints, sending
from rada.platform.webhooks.models import WebhookEvent, WebhookTry
from rada.web.day_range import DayRangeFilter
from rada.web.staff_pages import ReadOnlyAdmin, ReadOnlyInline

State = WebhookEvent.State
STATE_LABELS = {State.WAITING: "info", State.DELIVERED: "success", State.GIVEN_UP: "danger"}


class TriesInline(ReadOnlyInline):
    """Every try to deliver it."""

    model = WebhookTry
    fields = ("tried_at", "status", "words", "milliseconds")


@admin.register(WebhookEvent)
class WebhookEventAdmin(ReadOnlyAdmin):
    """What was told to whom; what was delivered or given up can be sent again."""

    list_display = ("created_at", "kind", "about", "endpoint", "state_label", "attempts", "next_try")
    list_filter = (
        ("state", ChoicesDropdownFilter),
        ("endpoint", RelatedDropdownFilter),
        ("created_at", DayRangeFilter),
    )
    list_select_related = ("endpoint",)
    ordering = ("-created_at", "-id")
    search_fields = ("=message_id", "=about")
    search_help_text = _("The id, as msg_…, or what it is about, as order:RD-7K2F-9QXM")
    sortable_by = ()
    fields = (
        "kind", "about", "message_id", "endpoint", "state", "attempts", "next_try", "created_at", "finished_at", "body",
    )  # fmt: skip
    readonly_fields = ("next_try", "body")
    inlines = (TriesInline,)
    actions = ("send_again",)
    empty_words = _("Nothing was told yet. Every event comes here, with each try.")
    change_form_outer_before_template = "admin/platform/webhookevent/_send_again.html"

    @display(description=_("state"), label=STATE_LABELS)
    def state_label(self, event: WebhookEvent) -> tuple[str, str]:
        """By word and colour."""
        return event.state, event.get_state_display()

    @display(description=_("next try"))
    def next_try(self, event: WebhookEvent) -> Any:
        """When, where there will be one."""
        return event.next_try_at

    @display(description=_("what is sent"))
    def body(self, event: WebhookEvent) -> str:
        """The body, laid out to be read."""
        told = json.dumps(json.loads(sending.body_of(event)), ensure_ascii=False, indent=2)
        return format_html('<pre class="overflow-x-auto">{}</pre>', told)

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        """Who may set endpoints up."""
        return bool(request.user.has_perm(endpoints.MAY_CHANGE))

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Whether it can be sent again, beside Django's own context."""
        event = context["original"]
        is_over = event.state != State.WAITING
        context["can_send_again"] = is_over and not event.endpoint.is_off and self.has_send_again_permission(request)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Sending one again."""
        return (("<int:pk>/send_again/", "platform_webhookevent_send_again", self.send_one_again),)

    @action(description=_("Send again, with the same id"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Send the ticked events anew; what cannot be sent is said."""
        if not self.has_send_again_permission(request):
            raise PermissionDenied
        sent = 0
        for event in queryset.order_by("pk"):
            try:
                endpoints.send_again(event, by=request.user)
                sent += 1
            except endpoints.Refused as error:
                messages.error(request, f"{event}: {error}")
        said = ngettext("%(count)d event is sent again.", "%(count)d events are sent again.", sent)
        messages.success(request, said % {"count": sent})

    def send_one_again(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Send this event anew."""
        event: Any = self.get_object(request, str(pk))
        if not self.has_send_again_permission(request):
            raise PermissionDenied
        if event is None:
            raise Http404
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        try:
            endpoints.send_again(event, by=request.user, key=request.idempotency_key)  # type: ignore[attr-defined]
        except (endpoints.Refused, KeyReused) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _now("The event is sent again."))
        return redirect("admin:platform_webhookevent_change", pk)
