"""What an administrator says of an endpoint: where it is, and of what and whose it is told."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelect2Widget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanWidget,
)

from partners.models import Partner
from rada.platform.webhooks import addresses, endpoints, kinds
from rada.platform.webhooks.models import WebhookEndpoint

FAMILIES = {
    "order": _("Orders"),
    "complaint": _("Complaints"),
    "breach": _("Breaches"),
    "appeal": _("Appeals"),
    "score": _("Scores"),
}


class EndpointForm(forms.ModelForm):
    """Address, events and whose; a refused address says what is wrong with it."""

    url = forms.CharField(
        label=capfirst(_("address")),
        max_length=addresses.LONGEST,
        help_text=_("https://… of a public server. Every event is posted to it, signed."),
        widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "url", "autocomplete": "off"}),
    )
    partner = forms.ModelChoiceField(
        label=capfirst(_("whose events")),
        queryset=Partner.objects.order_by("name_sort", "pk"),
        required=False,
        empty_label=_("everybody's: for Rada's own systems"),
        help_text=_("A partner's own software is told of that partner's orders alone."),
        widget=UnfoldAdminSelect2Widget(),
    )
    kinds = forms.MultipleChoiceField(
        label=capfirst(_("events it is told of")),
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
        error_messages={"required": _("Choose at least one kind of event.")},
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("url", "description", "partner", "kinds")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kinds"].choices = kind_choices()  # type: ignore[attr-defined]
        self.initial["partner"] = self.instance.audience.removeprefix("partner:")

    def clean_url(self) -> str:
        """An address that something may be sent to."""
        url = self.cleaned_data["url"]
        try:
            endpoints.check_address(url)
        except addresses.BadAddress as error:
            raise forms.ValidationError(str(error)) from None
        return url

    @property
    def told(self) -> dict[str, Any]:
        """What the services take."""
        given, partner = self.cleaned_data, self.cleaned_data["partner"]
        return {
            "url": given["url"],
            "description": given["description"],
            "event_kinds": given["kinds"],
            "audience": f"partner:{partner.pk}" if partner else "",
        }


class SecretForm(forms.Form):
    """Whether the old secret goes on for a day."""

    at_once = forms.BooleanField(
        label=_("The old secret has leaked: it ends at once"), required=False, widget=UnfoldBooleanWidget()
    )


def kind_choices() -> list[tuple[Any, list[tuple[str, Any]]]]:
    """Every kind of event by what it is about."""
    return [
        (FAMILIES[family], [(kind.name, format_lazy("{} · {}", capfirst(kind.title), kind.name)) for kind in found])
        for family, found in groupby(kinds.known(), key=lambda kind: kind.family)
    ]
