"""A part that was put in: what it is, and photos of the old and the new."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import ActForm, StoredText
from orders.forms.photos import PhotosField, PhotosMixin

OUTSIDE = "outside"
YET_TO_COME = "…"


class WantedText(StoredText):
    """A text that is asked for; what follows where it stays empty is for the form or the page to say."""

    def validate(self, value: Any) -> None:
        """Empty is no error here."""


class PartForm(PhotosMixin, ActForm):
    """One replaced part. `line` is its line in the approved quote, empty for a part outside it."""

    line = StoredText(widget=forms.HiddenInput, required=False, max_length=120)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)
    name = StoredText(
        label=_("Name of the part"), max_length=120, error_messages={"required": _("Say which part you replaced.")}
    )
    origin = WantedText(
        label=_("Origin"), max_length=80, help_text=_("The country it was made in, as on the box: Thailand, Vietnam…")
    )
    brand = WantedText(label=_("Brand"), max_length=80)
    model = WantedText(label=_("Model"), max_length=80, help_text=_("As printed on the part. Leave empty if none is."))
    serial = StoredText(
        label=_("Serial number"), max_length=80, required=False, help_text=_("Makes a later warranty claim easier.")
    )
    old_photos = PhotosField(label=_("Photos of the old part"), required=False)
    new_photos = PhotosField(label=_("Photos of the new part"), required=False)

    def __init__(self, *args: Any, is_outside: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_outside:
            del self.fields["name"]

    def facts(self) -> dict[str, Any]:
        """What the judge reads of this part as it stands here; an origin still to be typed is taken as stated."""
        told = {field: self._stands(field) for field in ("origin", "brand", "model")}
        if not self.is_bound:
            told["origin"] = told["origin"] or YET_TO_COME
        return {"line": self._stands("line") or None, **told}

    def _stands(self, name: str) -> str:
        if self.is_bound:
            return str(getattr(self, "cleaned_data", {}).get(name, ""))
        return str(self.initial.get(name, ""))
