"""What a person of Rada's saw on a receipt photo."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from orders.models import PhotoCheck
from orders.services.photo_checks import LONGEST_NOTE
from rada.web.form_fields import StoredText

ASKED = _("Say what you see on the photo.")


class PhotoCheckForm(forms.Form):
    """The outcome, the serial where one can be read by eye, and a note for colleagues."""

    use_required_attribute = False
    outcome = forms.ChoiceField(
        label=_("What do you see?"),
        choices=[("", ASKED), *PhotoCheck.Outcome.choices],
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": ASKED, "invalid_choice": ASKED},
    )
    serial = StoredText(
        label=_("Serial read by eye"), max_length=64, required=False, widget=UnfoldAdminTextInputWidget(),
        help_text=_("Needed where a stamp can be read."),
    )  # fmt: skip
    note = StoredText(
        label=_("Note for colleagues"), max_length=LONGEST_NOTE, required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )  # fmt: skip
