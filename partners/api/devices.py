"""Browsers and phones that want to be rung: web push registrations of the member who calls."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from partners import selectors
from partners.services import push
from rada.lib import web_push
from rada.platform.api.operations import operation
from rada.platform.api.views import ApiView
from rada.web.api.bodies import Body
from rada.web.api.callers import Kind, to

ENDPOINT = {"endpoint": "https://fcm.googleapis.com/fcm/send/abc"}


class Subscription(Body):
    """A `PushSubscription`: `endpoint`, and its two keys in base64url."""

    endpoint = serializers.RegexField(r"^https://[!-~]+$", max_length=web_push.LONGEST_ENDPOINT)
    p256dh = serializers.RegexField(r"^B[A-P][A-Za-z0-9_-]{85}=?$")
    auth = serializers.RegexField(r"^[A-Za-z0-9_-]{22}(==)?$")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Keys that something can be sealed with."""
        try:
            web_push.check_browser(attrs["p256dh"], attrs["auth"])
        except web_push.BadKey as error:
            raise serializers.ValidationError({"p256dh": str(error)}) from None
        return attrs


class Unsubscription(Body):
    """The registration that is to end."""

    endpoint = serializers.CharField(max_length=web_push.LONGEST_ENDPOINT)


class Device(serializers.Serializer):
    """A registration."""

    endpoint = serializers.CharField()
    created_at = serializers.DateTimeField()


class Devices(serializers.Serializer):
    """The member's own registrations, the newest first."""

    results = Device(many=True)


class PushDevices(ApiView):
    """Where to ring the member who calls."""

    @operation(to(Kind.MEMBER), gives=Devices)
    def get(self, request: Any, asked: dict[str, Any]) -> Any:
        """The member's own registrations."""
        return {"results": selectors.browsers_rung_for(request.actor)}

    @operation(
        to(Kind.MEMBER),
        takes=Subscription,
        name="add_push_device",
        example={**ENDPOINT, "p256dh": "BNc…", "auth": "tBH…"},
    )
    def post(self, request: Any, given: dict[str, Any]) -> None:
        """Ring this device from now on; the eleventh takes the place of the oldest."""
        push.subscribe(by=request.actor, **given)


class PushDevicesEnding(ApiView):
    """Where not to ring any more."""

    @operation(to(Kind.MEMBER), takes=Unsubscription, example=ENDPOINT, name="end_push_device")
    def post(self, request: Any, given: dict[str, Any]) -> None:
        """Ring this device no more; one that rings no more already is no error."""
        push.unsubscribe(by=request.actor, endpoint=given["endpoint"])
