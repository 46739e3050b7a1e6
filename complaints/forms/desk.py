"""What Rada's people write about a complaint: questions, answers, notes, and whose it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldBooleanWidget,
)

from complaints.models import CannedReply, Complaint
from orders.forms.fields import StoredText
from orders.models import Attachment
from orders.services.complaints import LONGEST
from orders.wording.reasons import CATEGORY_WORDS
from partners.models import User


class DeskForm(forms.Form):
    """A form of one act; `seen` is how much of the complaint its page had shown."""

    use_required_attribute = False
    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


def text_field(label: Any, *, help_text: Any = "", required: bool = True, missing: Any = "") -> StoredText:
    """A text of a few lines, as long as the timeline keeps."""
    return StoredText(
        label=label,
        help_text=help_text,
        required=required,
        max_length=LONGEST,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        error_messages={"required": missing or _("Write a sentence or two.")},
    )


class WritingForm(DeskForm):
    """A text to somebody outside, which may begin with a canned reply."""

    canned = forms.ModelChoiceField(
        label=_("Canned reply"),
        queryset=CannedReply.objects.none(),
        required=False,
        empty_label=_("choose one, then press “Fill in”"),
        widget=UnfoldAdminSelectWidget(),
    )
    text = text_field("")

    def __init__(self, *args: Any, replies: QuerySet[CannedReply], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["canned"].queryset = replies  # type: ignore[attr-defined]


class AskPartnerForm(WritingForm):
    """What the partner is to say or send."""

    text = text_field(_("Question to the partner"), help_text=_("The partner reads it word for word."))


class WriteCustomerForm(WritingForm):
    """A message to the customer, and whether Rada waits for an answer."""

    text = text_field(_("Message to the customer"), help_text=_("The customer reads it word for word."))
    waits = forms.BooleanField(
        label=_("It asks something: wait for the customer's answer"),
        required=False,
        widget=UnfoldBooleanWidget(),
    )


class NoteForm(DeskForm):
    """A note among Rada's people."""

    text = text_field(_("Internal note"), help_text=_("Only Rada's people read it. It moves no due time."))


class ReopenForm(DeskForm):
    """Why a closed complaint is looked at again."""

    text = text_field(_("Why is it looked at again?"))


class AssignForm(DeskForm):
    """Who takes care of the complaint."""

    handler = forms.ModelChoiceField(
        label=_("Handler"),
        queryset=User.objects.none(),
        empty_label=_("choose a colleague"),
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": _("Choose a colleague.")},
    )

    def __init__(self, *args: Any, handlers: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["handler"].queryset = handlers  # type: ignore[attr-defined]


class MergeForm(DeskForm):
    """Which complaint of the same order tells the same."""

    other = forms.ModelChoiceField(
        label=_("The other complaint of this order"),
        queryset=Complaint.objects.none(),
        empty_label=_("choose a complaint"),
        widget=UnfoldAdminSelectWidget(),
        error_messages={"required": _("Choose the other complaint.")},
    )

    def __init__(self, *args: Any, others: QuerySet[Complaint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]


class SplitForm(DeskForm):
    """The second matter of a complaint, which becomes one of its own."""

    category = forms.ChoiceField(
        label=_("What the new complaint is about"), choices=(), widget=UnfoldAdminSelectWidget()
    )
    text = text_field(_("What the customer says of it"))
    photos = forms.MultipleChoiceField(
        label=_("Photos that belong to it"),
        choices=(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )

    def __init__(self, *args: Any, photos: Sequence[Attachment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = categories()  # type: ignore[attr-defined]
        if photos:
            named = [(str(photo.pk), _now("Photo %(number)d") % {"number": n}) for n, photo in enumerate(photos, 1)]
            self.fields["photos"].choices = named  # type: ignore[attr-defined]
        else:
            del self.fields["photos"]


def categories() -> list[tuple[str, Any]]:
    """What a complaint may be about."""
    return [("", _now("choose a category")), *CATEGORY_WORDS.items()]
