"""What a customer asks for, with photos and what they agree to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from orders.consent_texts import TEXTS
from orders.forms.photos import PhotosField, PhotosMixin
from orders.forms.wanted import WantedForm
from orders.models import Purpose
from partners.models import Partner

MOST_PHOTOS = 4
CONSENTS = {"agree_order": Purpose.ORDER, "agree_photos": Purpose.PHOTOS, "agree_survey": Purpose.SURVEY}


class ConsentField(forms.BooleanField):
    """One box for one purpose, never ticked beforehand; its label is the text that is stored."""

    def __init__(self, purpose: Purpose, **kwargs: Any) -> None:
        super().__init__(label=TEXTS[purpose].text_vi, **kwargs)
        self.purpose = purpose


class RequestForm(PhotosMixin, WantedForm):
    """The whole request. `only` is the partner who was asked for."""

    photos = PhotosField(
        label=_("Photos"), most=MOST_PHOTOS, required=False, help_text=_("Up to 4, if they help to understand."),
    )  # fmt: skip
    agree_order = ConsentField(
        Purpose.ORDER, required=True,
        error_messages={"required": _("Without this consent Rada may not store your request.")},
    )  # fmt: skip
    agree_photos = ConsentField(Purpose.PHOTOS, required=False)
    agree_survey = ConsentField(Purpose.SURVEY, required=False)
    only_partner = forms.BooleanField(required=False)

    def __init__(self, *args: Any, payer: str, only: Partner | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = only
        fields: dict[str, Any] = self.fields
        fields["photos"].payer = payer
        fields["only_partner"].label = _("Ask %(name)s alone") % {"name": only or ""}
        for name, purpose in CONSENTS.items():
            fields[name].label = TEXTS[purpose].text(get_language() or "vi")

    def clean(self) -> dict[str, Any]:
        """As `WantedForm` does; photos come with their consent alone."""
        given = super().clean()
        if given.get("photos") and not given.get("agree_photos"):
            self.add_error("agree_photos", _("Tick this box so that we may keep your photos, or remove the photos."))
        return given

    @property
    def given(self) -> list[Purpose]:
        """What was agreed to. Photos are not kept on a consent that no photo came with."""
        data = self.cleaned_data
        return [
            purpose
            for name, purpose in CONSENTS.items()
            if data[name] and (purpose != Purpose.PHOTOS or data["photos"])
        ]
