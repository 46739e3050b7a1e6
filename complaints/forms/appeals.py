"""What a partner writes against a breach."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.services.appeals import LONGEST_TEXT
from orders.forms.fields import StoredText
from orders.forms.photos import PhotosField, PhotosMixin
from orders.services.messages import MOST_PHOTOS


class AppealForm(PhotosMixin, forms.Form):
    """Why the breach should not count, and photos that show it."""

    use_required_attribute = False
    text = StoredText(
        label=_("Why should this breach not count?"),
        help_text=_("Say what really happened, and when. Whoever decides reads the order's events and photos too."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write in a few sentences why this breach should not count.")},
    )
    photos = PhotosField(
        label=_("Photos"),
        help_text=_("For example of the receipt, the part, or your call list."),
        most=MOST_PHOTOS,
        required=False,
    )
