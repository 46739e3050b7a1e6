"""The tables that quality leads keep for the desk: canned replies, and the skills of colleagues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from complaints.models import CannedReply, StaffSkill
from complaints.models.desk import CATEGORY_CHOICES
from complaints.services import alerts, replies
from orders.forms.fields import StoredText


class ReplyForm(forms.ModelForm):
    """A canned reply; an unknown variable is refused here and again by the service."""

    text = StoredText(
        label=_("Text"),
        max_length=replies.LONGEST,
        help_text=_("Filled in for each complaint: %(variables)s.")
        % {"variables": ", ".join(f"{{{name}}}" for name in replies.VARIABLES)},
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 6}),
    )

    class Meta:
        model = CannedReply
        fields = ("title", "category", "text", "is_active")

    def clean_text(self) -> str:
        """The text, where every variable in it is one of ours."""
        text: str = self.cleaned_data["text"]
        try:
            replies.require_known(text)
        except replies.BadReply as error:
            raise forms.ValidationError(str(error)) from None
        return text


class SkillForm(forms.ModelForm):
    """Who, what complaints they are given, and whether they are at work."""

    categories = forms.MultipleChoiceField(
        label=_("Categories"),
        choices=CATEGORY_CHOICES,
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )

    class Meta:
        model = StaffSkill
        fields = ("user", "categories", "is_available")
        widgets = {"user": UnfoldAdminSelectWidget()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "user" in self.fields:
            self.fields["user"].queryset = alerts.triage()  # type: ignore[attr-defined]
