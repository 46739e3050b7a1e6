"""What the API reads and tells of webhooks. Data and tries hold ids, codes and states, and no person."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from partners import selectors
from rada.platform.api.schema import VALUES
from rada.platform.webhooks import addresses, endpoints, keys, kinds
from rada.platform.webhooks.models import WebhookEndpoint, WebhookEvent, WebhookSecret, WebhookTry
from rada.platform.webhooks.selectors import secret_numbered
from rada.web.api.bodies import Body, Flag, Number, Text
from rada.web.api.paging import PageQuery

AUDIENCE = "partner:"
# No pattern says where a name leads; whatever is taken matches this one.
WRITTEN_ADDRESS = r"^[Hh][Tt][Tt][Pp][Ss]?://[!-\[\]-~]+$"


class KindField(serializers.ChoiceField):
    """The name of a kind of event that an endpoint can ask for, as the apps told them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[kind.name for kind in kinds.known()], **kwargs)


@extend_schema_field({"type": "string", "format": "uri", "maxLength": addresses.LONGEST, "pattern": WRITTEN_ADDRESS})
class AddressField(Text):
    """Where events are posted to. Networks of Rada's own may be reached otherwise, where they are allowed."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """The address. Raises ValidationError, which says why nothing is sent there."""
        url = super().run_validation(data)
        try:
            endpoints.check_address(url)
        except addresses.BadAddress as error:
            raise serializers.ValidationError(str(error)) from None
        return url


class Endpoint(Body):
    """Where to, of what and of whose: one partner's events, or everybody's where `partner` is null."""

    url = AddressField(max_length=addresses.LONGEST)
    events = serializers.ListField(child=KindField(), min_length=1, max_length=100)
    partner = Number(required=False, default=None, allow_null=True)
    description = Text(max_length=200, required=False, default="", allow_blank=True)

    def validate_partner(self, pk: int | None) -> int | None:
        """One that there is."""
        if pk is not None and selectors.partner_numbered(pk) is None:
            raise serializers.ValidationError(_("There is no such partner."))
        return pk

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """In the words of the services."""
        audience = "" if attrs["partner"] is None else f"{AUDIENCE}{attrs['partner']}"
        return {
            "url": attrs["url"],
            "event_kinds": list(dict.fromkeys(attrs["events"])),
            "audience": audience,
            "description": attrs["description"],
        }


class Renewal(Body):
    """Whether the old secret has leaked: then it ends at once, else it signs beside the new one for a day."""

    at_once = Flag(required=False, default=False)


class DeliveryQuery(PageQuery):
    """What of the deliveries."""

    state = serializers.ChoiceField(WebhookEvent.State.values, required=False)


class WebhookSerializer(serializers.ModelSerializer):
    """One endpoint. `off` says that nothing is sent until it is switched on again, `off_reason` why."""

    events = serializers.ListField(child=serializers.CharField(), source="kinds")
    partner = serializers.SerializerMethodField()

    class Meta:
        model = WebhookEndpoint
        fields = ("id", "url", "description", "events", "partner", "state", "off_reason", "failing_since", "created_at")

    def get_partner(self, endpoint: WebhookEndpoint) -> int | None:
        """Whose events; null for everybody's."""
        return int(endpoint.audience.removeprefix(AUDIENCE)) if endpoint.audience else None


class SecretSerializer(serializers.ModelSerializer):
    """A new secret as its receiver configures it, `whsec_…`. Keep it: no other answer tells it."""

    webhook = serializers.IntegerField(source="endpoint_id")
    secret = serializers.CharField(allow_null=True, default=None)

    class Meta:
        model = WebhookSecret
        fields = ("id", "webhook", "created_at", "secret")


class TrySerializer(serializers.ModelSerializer):
    """One try. `status` is 0 where there was no answer; `words` say what came of it."""

    class Meta:
        model = WebhookTry
        fields = ("tried_at", "status", "words", "milliseconds")


class DeliverySerializer(serializers.ModelSerializer):
    """One event on its way to an endpoint; `message_id` is the `webhook-id` that the receiver sees."""

    type = serializers.CharField(source="kind")
    data = serializers.SerializerMethodField()  # type: ignore[assignment]
    next_try_at = serializers.DateTimeField(allow_null=True, help_text="Null once it is delivered or given up.")
    tries = TrySerializer(many=True)

    class Meta:
        model = WebhookEvent
        fields = (
            "id", "message_id", "type", "about", "data", "created_at", "state", "next_try_at", "finished_at", "tries",
        )  # fmt: skip

    @extend_schema_field(VALUES)
    def get_data(self, event: WebhookEvent) -> dict[str, Any]:
        """What it says."""
        return dict(event.data)


def with_secret(told: dict[str, Any]) -> dict[str, Any]:
    """The answer with its secret, which is worked out each time and never stored with it."""
    row = secret_numbered(told["id"])
    return {**told, "secret": keys.secret_of(row) if row is not None else None}
