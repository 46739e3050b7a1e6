"""Endpoints: added and changed, their secrets renewed and shown once, tested, switched off and on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from orders.admin.keyed import KeyedAdmin
from rada.desk.webhooks.forms import EndpointForm, SecretForm
from rada.desk.webhooks.selectors import with_partner
from rada.platform.idempotency import KeyReused
from rada.platform.webhooks import endpoints, keys
from rada.platform.webhooks.models import WebhookEndpoint
from rada.web import clock

State = WebhookEndpoint.State
STATE_LABELS = {State.ON: "success", State.FAILING: "warning", State.OFF: "danger"}
EVENTS_SHOWN = 10


class Act(NamedTuple):
    """What may be done with an endpoint, and what is said then."""

    service: Callable[..., Any]
    said: Any


ACTS: dict[str, Act] = {
    "ping": Act(endpoints.ping, _("A test is on its way. Open this page again in a few seconds to see its answer.")),
    "off": Act(endpoints.switch_off, _("The endpoint is switched off.")),
    "on": Act(endpoints.switch_on, _("The endpoint is told of what happens from now on.")),
}


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(KeyedAdmin):
    """Who is told of what. A secret is shown when it is made, and never again."""

    form = EndpointForm
    list_display = ("url", "description", "whose", "state_label", "failing_since", "created_at")
    list_filter = (("state", ChoicesDropdownFilter),)
    ordering = ("-created_at", "-id")
    sortable_by = ()
    fields = ("url", "description", "partner", "kinds")
    empty_words = _("Nobody is told by webhook yet. Add an endpoint; its secret is shown once.")
    change_form_template = "admin/keyed_add_form.html"
    change_form_outer_before_template = "admin/platform/webhookendpoint/_standing.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """With the partner of each."""
        return with_partner(super().get_queryset(request))

    @display(description=_("whose events"))
    def whose(self, endpoint: WebhookEndpoint) -> Any:
        """The partner's name, or everybody's."""
        return endpoint.partner_name or _("everybody's")  # type: ignore[attr-defined]

    @display(description=_("state"), label=STATE_LABELS)
    def state_label(self, endpoint: WebhookEndpoint) -> tuple[str, str]:
        """By word and colour."""
        return endpoint.state, endpoint.get_state_display()

    def create(self, request: HttpRequest, obj: WebhookEndpoint, form: Any) -> WebhookEndpoint:
        """Through the service, with the first secret."""
        obj.pk = endpoints.add(by=request.user, **form.told)
        return obj

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        """A change goes through its service as well."""
        if change:
            endpoints.change(obj, by=request.user, **form.told, key=request.idempotency_key)  # type: ignore[attr-defined]
        else:
            super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: WebhookEndpoint, post_url_continue: Any = None) -> HttpResponse:
        """The first secret, this once."""
        first = obj.secrets.earliest("created_at", "pk")
        return self._secret_page(request, obj, secret=keys.secret_of(first))

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """A new secret; testing and switching."""
        return (
            ("<int:pk>/secret/", "platform_webhookendpoint_secret", self.secret),
            ("<int:pk>/act/<slug:act>/", "platform_webhookendpoint_act", self.act),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """How it fares and its newest events, beside Django's own context."""
        endpoint = context.get("original")
        if endpoint is not None:
            context |= {
                "state_variant": STATE_LABELS[State(endpoint.state)],
                "newest": endpoint.events.order_by("-created_at", "-pk")[:EVENTS_SHOWN],
                "signing": keys.valid(endpoint, at=clock.now()),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def secret(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """What a new secret means; a POST makes one and shows it, this once."""
        endpoint = self._found(request, pk)
        if request.method != "POST":
            return self._secret_page(request, endpoint)
        form = SecretForm(request.POST)
        form.full_clean()
        try:
            key = request.idempotency_key  # type: ignore[attr-defined]
            made = endpoints.renew_secret(endpoint, by=request.user, **form.cleaned_data, key=key)
        except KeyReused as error:
            messages.error(request, str(error))
            return self._secret_page(request, endpoint, status=409)
        return self._secret_page(request, endpoint, secret=keys.secret_of(endpoint.secrets.get(pk=made or 0)))

    def act(self, request: HttpRequest, pk: int, act: str, model_admin: Any = None) -> HttpResponse:
        """Test it, switch it off or on."""
        endpoint = self._found(request, pk)
        if act not in ACTS:
            raise Http404
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        try:
            ACTS[act].service(endpoint, by=request.user, key=request.idempotency_key)  # type: ignore[attr-defined]
        except (endpoints.Refused, KeyReused) as error:
            messages.error(request, str(error))
        else:
            messages.success(request, ACTS[act].said)
            self.log_change(request, endpoint, "A test was sent." if act == "ping" else "")
        return redirect("admin:platform_webhookendpoint_change", pk)

    def _found(self, request: HttpRequest, pk: int) -> WebhookEndpoint:
        """The endpoint, for whoever may change it."""
        endpoint: Any = self.get_object(request, str(pk))
        if not self.has_change_permission(request, endpoint):
            raise PermissionDenied
        if endpoint is None:
            raise Http404
        return endpoint

    def _secret_page(
        self, request: HttpRequest, endpoint: WebhookEndpoint, *, secret: str = "", status: int = 200
    ) -> HttpResponse:
        shown = {
            **self.admin_site.each_context(request),
            "title": _now("Secret of %(endpoint)s") % {"endpoint": endpoint},
            "opts": self.opts,
            "original": endpoint,
            "secret": secret,
            "signing": keys.valid(endpoint, at=clock.now()),
            "form": SecretForm(),
        }
        return TemplateResponse(request, "admin/platform/webhookendpoint/secret.html", shown, status=status)
