"""What partners write to the customer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import ActForm, StoredText
from orders.forms.photos import PhotosField, PhotosMixin
from orders.services.messages import LONGEST, MOST_PHOTOS

LATER = "later"


class MessageText(StoredText):
    """A text that may be empty where a photo goes along; whether one does, the form knows."""

    def validate(self, value: Any) -> None:
        """Nothing is required of the field alone."""


class ReplyForm(PhotosMixin, ActForm):
    """A message to the customer: a text, photos, or both; `when` is `later` for one that waits for the care hours."""

    text = MessageText(label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"), most=MOST_PHOTOS, required=False)

    @property
    def waits(self) -> bool:
        """Whether it is to be sent when the care hours begin."""
        return bool(self.data.get("when") == LATER)

    def clean(self) -> dict[str, Any]:
        """Something has to be said or shown; what is wrong with a photo stands beside it already."""
        given = super().clean() or {}
        if "photos" in given and "text" in given and not given["text"] and not given["photos"]:
            self.add_error("text", _("Write a message first, or add a photo."))
        return given


class WaitingForm(forms.Form):
    """Which waiting message is meant, and what is to become of it."""

    message = forms.IntegerField(min_value=1, max_value=2**62)
    then = forms.ChoiceField(choices=[("take_back", ""), ("send_now", "")])
    cost_shown = forms.CharField(required=False, max_length=400)
