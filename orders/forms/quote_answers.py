"""A customer's answer to a quote: line by line, or all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import StoredText
from orders.quote_versions import Version
from orders.services.quotes import LONGEST_REASON

YES, NO = "yes", "no"
FORM_ID = "answer"


class ApprovalForm(forms.Form):
    """Everything as it stands; `digest` names what was shown."""

    answer = forms.CharField(widget=forms.HiddenInput, initial="all", max_length=8)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class AnswerForm(forms.Form):
    """Yes or no for each line of a version, and why; `digest` names what was shown."""

    use_required_attribute = False
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    text = StoredText(
        label=_("Why not, or what you would like instead"), required=False, max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, version: Version) -> None:
        super().__init__(data, initial={"digest": version.digest}, auto_id="answer_%s")
        self.version = version
        for index, _line in enumerate(version.lines):
            self.fields[f"line_{index}"] = forms.ChoiceField(
                choices=[(YES, _("I agree")), (NO, _("Not this line"))],
                widget=forms.RadioSelect(attrs={"form": FORM_ID}),
                error_messages={"required": _("Say whether you agree to this line.")},
            )

    @property
    def declined(self) -> list[str]:
        """The ids of the lines that are not wanted. Only of a form that is valid."""
        said = [self.cleaned_data[f"line_{index}"] for index, _line in enumerate(self.version.lines)]
        return [line.line for line, word in zip(self.version.lines, said, strict=True) if word == NO]

    def answers(self) -> Sequence[forms.BoundField]:
        """The field of each line, in the lines' order."""
        return [self[f"line_{index}"] for index, _line in enumerate(self.version.lines)]
