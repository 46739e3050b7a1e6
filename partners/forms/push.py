"""What a browser says of itself when it wants to be rung, or no longer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rada.lib import web_push
from rada.platform.channels import push

NOT_READY = _("This browser did not say how it can be rung. Open the page again and repeat it.")


class SubscribeForm(forms.Form):
    """A `PushSubscription`: `endpoint`, and its two keys in base64url."""

    use_required_attribute = False
    endpoint = forms.CharField(max_length=web_push.LONGEST_ENDPOINT, error_messages={"required": NOT_READY})
    p256dh = forms.CharField(max_length=120, error_messages={"required": NOT_READY})
    auth = forms.CharField(max_length=60, error_messages={"required": NOT_READY})

    def clean_endpoint(self) -> str:
        """An address at a push service that is known."""
        endpoint: str = self.cleaned_data["endpoint"]
        if not push.is_allowed(endpoint):
            raise forms.ValidationError(
                _("This browser's push service is not known to Rada, so it cannot ring here."), code="unknown"
            )
        return endpoint

    def clean(self) -> dict[str, Any]:
        """Keys that something can be sealed with."""
        given = super().clean() or {}
        if {"p256dh", "auth"} <= given.keys():
            try:
                web_push.check_browser(given["p256dh"], given["auth"])
            except web_push.BadKey:
                raise forms.ValidationError(NOT_READY, code="keys") from None
        return given


class UnsubscribeForm(forms.Form):
    """The browser that is no longer to be rung; none means every one of this account."""

    use_required_attribute = False
    endpoint = forms.CharField(max_length=web_push.LONGEST_ENDPOINT, required=False)
