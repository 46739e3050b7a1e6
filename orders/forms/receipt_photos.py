"""The customer's photo of the receipt: taken now, or chosen among those on the phone; one at a time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.photos import intake
from orders.photos.intake import Taken
from orders.photos.refusals import PhotoRefused


class EitherField(forms.FileField):
    """One of several ways to the same file; the form says where none was taken."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """The file, or None."""
        return super().clean(data, initial) if data is not None else None


class ReceiptPhotoForm(forms.Form):
    """Two ways to one photo: an input that opens the camera never offers the gallery. `taken` is what came of it."""

    use_required_attribute = False
    camera = EitherField(
        label=gettext_lazy("Take the photo now"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    gallery = EitherField(
        label=gettext_lazy("Or choose one on your phone"), allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )  # fmt: skip

    def __init__(self, *args: Any, owner: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.taken: Taken | None = None

    def clean(self) -> dict[str, Any]:
        """Take the photo through the intake; a refusal stands beside the field it came by."""
        given = super().clean() or {}
        names = [name for name in ("camera", "gallery") if given.get(name) is not None]
        if len(names) != 1:
            several = _("Send one photo at a time: leave one of the two fields empty.")
            self.add_error("camera", several if names else _("Take a photo first, or choose one."))
            return given
        try:
            self.taken = intake.take(given[names[0]], by=self.owner, texts=True)
        except PhotoRefused as refusal:
            self.add_error(names[0], str(refusal))
        return given
