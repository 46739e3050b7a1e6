"""Integrations: programs that call the API. A token is shown once, to the administrator who makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from rada.desk.integration_forms import SCOPE_WORDS, MakeForm, RotateForm
from rada.platform import integrations
from rada.platform.idempotency import KeyReused, is_answered
from rada.platform.models import Integration
from rada.web import clock
from rada.web.api.callers import Scope
from rada.web.staff_pages import StaffAdmin

PAGE = "admin/platform/integration/page.html"


@admin.register(Integration)
class IntegrationAdmin(StaffAdmin):
    """Who calls, what each may do, and when it last did."""

    list_display = ("name", "scopes_told", "created_at", "last_used", "ended_at")
    ordering = ("ended_at", "name")
    sortable_by = ()
    empty_words = _("No program calls yet. Make an integration; its token is shown once.")

    @display(description=_("scopes"))
    def scopes_told(self, integration: Integration) -> str:
        """As the API names them."""
        return ", ".join(integration.scopes)

    @display(description=_("last used"))
    def last_used(self, integration: Integration) -> Any:
        """To the minute."""
        return integrations.last_used_at(integration)

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """A new token, and the end."""
        return (
            ("<int:pk>/rotate/", "platform_integration_rotate", self.rotate),
            ("<int:pk>/end/", "platform_integration_end", self.end),
        )

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """A new integration with its first token."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._page(request, make=MakeForm())
        if is_answered(request.idempotency_key):  # type: ignore[attr-defined]
            return self._told_before(request)
        form = MakeForm(request.POST)
        if not form.is_valid():
            return self._page(request, make=form, status=422)
        return self._shown_once(request, integrations.make, form, **form.cleaned_data)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One integration: what it may do, which tokens are good, and how to renew or end them."""
        if request.method not in {"GET", "HEAD"}:
            raise PermissionDenied
        return self._page(request, self._found(request, object_id))

    def rotate(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """A new token; those before it end after the overlap."""
        integration = self._acted_on(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = RotateForm(request.POST)
        if not form.is_valid():
            return self._page(request, integration, rotating=form, status=422)
        try:
            return self._shown_once(request, integrations.rotate, form, integration, **form.cleaned_data)
        except integrations.NotOpen as error:
            messages.error(request, str(error))
            return redirect("admin:platform_integration_change", pk)

    def end(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Every token of it ends now."""
        integration = self._acted_on(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        integrations.end(integration, key=request.idempotency_key)  # type: ignore[attr-defined]
        messages.success(request, _now("The integration was ended: none of its tokens opens anything any more."))
        return redirect("admin:platform_integration_change", pk)

    def _found(self, request: HttpRequest, pk: str) -> Integration:
        found: Any = self.get_object(request, pk)
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return found  # type: ignore[no-any-return]

    def _acted_on(self, request: HttpRequest, pk: int) -> Integration:
        found = self._found(request, str(pk))
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        return found

    def _shown_once(
        self, request: HttpRequest, make: Callable[..., Any], form: forms.Form, *named: Integration, **given: Any
    ) -> HttpResponse:
        """Make a secret and show it; the twin of this press finds it made, and learns nothing."""
        try:
            secret = make(*named, **given, key=request.idempotency_key)  # type: ignore[attr-defined]
        except KeyReused as error:
            form.add_error(None, str(error))
            return self._page(request, *named, make=None if named else form, status=409)
        if secret is None:
            return self._told_before(request)
        self.log_change(request, secret.integration, "A token was made.")
        return self._page(request, secret.integration, token=secret.token)

    def _told_before(self, request: HttpRequest) -> HttpResponse:
        messages.error(request, _now("The token was shown once already. If nobody kept it, make a new one."))
        return redirect("admin:platform_integration_changelist")

    def _page(
        self, request: HttpRequest, integration: Integration | None = None, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        may_act = integration is not None and self.has_change_permission(request, integration)
        is_open = integration is not None and integration.ended_at is None
        shown = {
            **self.admin_site.each_context(request),
            "title": integration.name if integration is not None else _now("New integration"),
            "opts": self.opts,
            "original": integration,
            "scopes": [(each, SCOPE_WORDS.get(Scope(each), each)) for each in integration.scopes]
            if integration
            else [],
            "tokens": integrations.tokens_of(integration) if integration is not None else [],
            "rotating": RotateForm(auto_id="rotate_%s") if may_act and is_open else None,
            "now": clock.now(),
            **more,
        }
        return TemplateResponse(request, PAGE, shown, status=status)
