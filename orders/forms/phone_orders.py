"""An order as it is taken by telephone: the caller's wish, whom they prefer, and what they agreed to by voice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orders.consent_texts import SPOKEN_IN, TEXTS
from orders.forms.staff_look import StaffLook
from orders.forms.wanted import CHOSEN, SOON, WantedForm
from orders.models import Order, Purpose
from partners.models import Partner
from partners.selectors import partners_named
from rada.lib.phones import display_phone, parse_phone
from rada.web.form_fields import StoredText

AGREED = {"agree_order": Purpose.ORDER, "agree_survey": Purpose.SURVEY}
MOST_NAMED = 6
LABELS = {
    "service": _("Service"), "text": _("What is wrong"), "address": _("House number and street"),
    "when": _("When"), "name": _("Customer's name"), "phone": _("Phone number"), "ward_query": _("Ward"),
}  # fmt: skip
HELP = {
    "text": _("In the caller's words: which device, since when, what they see or hear."),
    "phone": _("The technician calls it, and the order's private link goes there by message."),
    "ward_query": _("A few letters of the new name, accents or none; press “Find the ward” where several fit."),
}


class CallerForm(StaffLook, forms.Form):
    """Who calls: any spelling of a phone number."""

    phone = forms.CharField(label=_("Phone number of the caller"), max_length=30)

    def clean_phone(self) -> str:
        """As +84912345678."""
        try:
            return parse_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class PhoneOrderForm(StaffLook, WantedForm):
    """What the caller wants. A consent is ticked once its words were read out and the caller said yes."""

    partner = StoredText(
        label=_("Preferred partner"), required=False, max_length=80,
        help_text=_("Only where the caller asks for one: part of its name, accents or none. It is then asked alone."),
    )  # fmt: skip
    agree_order = forms.BooleanField(
        error_messages={"required": _("Read this out. Without the caller's yes nothing may be stored.")}
    )
    agree_survey = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preferred: Partner | None = None
        for name, label in LABELS.items():
            self.fields[name].label = label
        for name, words in HELP.items():
            self.fields[name].help_text = words
        fields: dict[str, Any] = self.fields
        fields["when"].choices = [(SOON, _("As soon as possible")), (CHOSEN, _("At a time the caller chooses"))]
        for name, purpose in AGREED.items():
            self.fields[name].label = f"“{TEXTS[purpose].text(SPOKEN_IN)}”"

    def clean_partner(self) -> str:
        """The name typed; the one partner whom it names is `preferred`."""
        typed = self.cleaned_data["partner"]
        found = partners_named(typed, most=MOST_NAMED)
        exact = [each for each in found if each.name == typed]
        if typed.strip() and len(found) != 1 and len(exact) != 1:
            names = ", ".join(each.name for each in found)
            raise forms.ValidationError(
                _now("Several partners are called so: %(names)s. Type more of the name.") % {"names": names}
                if found
                else _now("No partner is called so.")
            )
        self.preferred = (exact or found)[0] if typed.strip() else None
        return typed

    def who(self) -> list[forms.BoundField]:
        """The fields of whoever calls, and where they live."""
        return [self[name] for name in ("phone", "name", "address", "old_address", "province", "ward_query")]

    def what(self) -> list[forms.BoundField]:
        """The fields of what they want, and when."""
        return [self[name] for name in ("service", "text", "when", "day", "begin", "end", "partner")]

    def consents(self) -> list[forms.BoundField]:
        """What is read out."""
        return [self[name] for name in AGREED]

    @property
    def given(self) -> list[Purpose]:
        """What the caller agreed to."""
        return [purpose for name, purpose in AGREED.items() if self.cleaned_data[name]]


def as_before(order: Order | None, phone: str) -> dict[str, Any]:
    """What a form for this caller begins with: who and where, as on their last order."""
    known = {"phone": display_phone(phone)}
    if order is not None:
        known |= {"name": order.customer_name, "address": order.address, "ward": order.ward}
    return known
