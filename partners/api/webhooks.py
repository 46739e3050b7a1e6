"""Webhooks: the endpoints and deliveries of operations, by the same services, for a program that acts for Rada."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from partners.api import webhook_tellings as tellings
from partners.api.acting import RADA
from rada.platform.api.operations import operation
from rada.platform.api.views import ApiView
from rada.platform.webhooks import endpoints, receivers, selectors
from rada.platform.webhooks.endpoints import Program
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent, WebhookSecret
from rada.web.api import problems
from rada.web.api.callers import Scope, to
from rada.web.api.conditions import etag_of, require_match
from rada.web.api.paging import Page, PageQuery, listed, page_of
from rada.web.api.problems import Problem

TRUSTED = to(scope=Scope.WEBHOOKS_MANAGE)
EXAMPLE = {"url": "https://hooks.example.com/rada", "events": ["order.accepted", "order.completed"]}


class KeepersView(ApiView):
    """A resource of webhooks."""

    def locate(self, request: Any, **names: Any) -> None:
        """Raise Problem for whoever acts for somebody else than Rada, Http404 where the endpoint is not there."""
        if request.actor != RADA:
            raise Problem(problems.NOT_ALLOWED)
        if "pk" in names:
            self.found(names["pk"])

    def found(self, pk: int | None) -> WebhookEndpoint:
        """The endpoint. Raises Http404."""
        return get_object_or_404(selectors.endpoints_kept(), pk=pk)

    def told(self, endpoint: WebhookEndpoint, delivery: int | None) -> WebhookEvent:
        """What this endpoint was told. Raises Http404."""
        return get_object_or_404(selectors.deliveries_to(endpoint), pk=delivery)

    def by(self, request: Any) -> Program:
        """Who does it, for the services."""
        return Program(request.caller.scopes)

    def headers_of(self, result: Any) -> dict[str, str]:
        """The tag of an endpoint that is answered with."""
        return {"ETag": tag_of(result)} if isinstance(result, WebhookEndpoint) else {}


class SecretsView(KeepersView):
    """A resource that makes a secret."""

    def completed(self, request: Any, body: Any) -> Any:
        """The secret is worked out each time, and stored nowhere."""
        return tellings.with_secret(body)


class WebhooksView(SecretsView):
    """Endpoints."""

    @operation(TRUSTED, asks=PageQuery, gives=listed(tellings.WebhookSerializer))
    def get(self, request: Any, asked: dict[str, Any]) -> Page:
        """The newest first, without those that somebody switched off."""
        return page_of(selectors.endpoints_kept(after=asked.get("after")), asked, lambda endpoint: endpoint.created_at)

    @operation(
        TRUSTED, takes=tellings.Endpoint, gives=tellings.SecretSerializer, status=201, example=EXAMPLE,
        name="add_webhook",
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any]) -> WebhookSecret:
        """Tell an address of events from now on. The answer holds its first secret, this once."""
        return self.found(endpoints.add(by=self.by(request), **given)).secrets.get()


class WebhookView(KeepersView):
    """One endpoint."""

    @operation(TRUSTED, gives=tellings.WebhookSerializer, is_tagged=True)
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> WebhookEndpoint:
        """Where it is, of what it is told, and how it fares."""
        return self.found(pk)

    @operation(
        TRUSTED, takes=tellings.Endpoint, gives=tellings.WebhookSerializer, is_guarded=True, example=EXAMPLE,
        name="change_webhook",
    )  # fmt: skip
    def put(self, request: Any, given: dict[str, Any], pk: int) -> WebhookEndpoint:
        """Another address, other events, another audience; what waits goes to the new address."""
        locked = receivers.lock(self.found(pk).pk)
        require_match(request, tag_of(locked))
        endpoints.change(locked, by=self.by(request), **given)
        return self.found(pk)

    @operation(TRUSTED, name="remove_webhook")
    def delete(self, request: Any, given: dict[str, Any], pk: int) -> None:
        """Tell it nothing more, and give up what waits. In operations it stays, switched off, with what it was told."""
        endpoints.switch_off(self.found(pk), by=self.by(request))


class SwitchOnWebhookView(KeepersView):
    """An endpoint that was switched off by itself."""

    @operation(TRUSTED, gives=tellings.WebhookSerializer)
    def post(self, request: Any, given: dict[str, Any], pk: int) -> WebhookEndpoint:
        """Tell it of what happens from now on."""
        endpoints.switch_on(self.found(pk), by=self.by(request))
        return self.found(pk)


class PingWebhookView(KeepersView):
    """A test of the connection."""

    @operation(TRUSTED, gives=tellings.DeliverySerializer, status=202)
    def post(self, request: Any, given: dict[str, Any], pk: int) -> WebhookEvent:
        """Send a `ping`; its delivery says what came of it."""
        endpoint = self.found(pk)
        return self.told(endpoint, endpoints.ping(endpoint, by=self.by(request)))


class WebhookSecretView(SecretsView):
    """The secret of an endpoint."""

    @operation(
        TRUSTED, takes=tellings.Renewal, gives=tellings.SecretSerializer, status=201, example={"at_once": False},
        name="renew_webhook_secret",
    )  # fmt: skip
    def post(self, request: Any, given: dict[str, Any], pk: int) -> WebhookSecret:
        """Make a new secret. The old one signs beside it for a day, or ends at once."""
        endpoint = self.found(pk)
        made = endpoints.renew_secret(endpoint, by=self.by(request), **given)
        return get_object_or_404(endpoint.secrets, pk=made)


class DeliveriesView(KeepersView):
    """What one endpoint was told."""

    @operation(TRUSTED, asks=tellings.DeliveryQuery, gives=listed(tellings.DeliverySerializer))
    def get(self, request: Any, asked: dict[str, Any], pk: int) -> Page:
        """The newest first, with every try; kept for 30 days."""
        told = selectors.deliveries_to(self.found(pk), after=asked.get("after"))
        if "state" in asked:
            told = told.filter(state=asked["state"])
        return page_of(told, asked, lambda event: event.created_at)


class ReplayDeliveryView(KeepersView):
    """One delivery that is over."""

    def locate(self, request: Any, **names: Any) -> None:
        """Raise as for the endpoint, and Http404 where it was never told this."""
        super().locate(request, **names)
        self.told(self.found(names["pk"]), names["delivery"])

    @operation(TRUSTED, gives=tellings.DeliverySerializer, status=202)
    def post(self, request: Any, given: dict[str, Any], pk: int, delivery: int) -> WebhookEvent:
        """Send it once more, with the same id and all its tries before it."""
        endpoint = self.found(pk)
        endpoints.send_again(self.told(endpoint, delivery), by=self.by(request))
        return self.told(endpoint, delivery)


def tag_of(endpoint: WebhookEndpoint) -> str:
    """The tag of an endpoint: it changes with whatever is told of it."""
    return etag_of(*tellings.WebhookSerializer(endpoint).data.items())
