"""What a customer fills in on their order's page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from orders.codes import CANCEL_REASONS, CATEGORIES
from orders.forms.appointments import ScheduleForm
from orders.forms.fields import ActForm, StoredText
from orders.forms.messages import MessageText
from orders.forms.photos import PhotosField, PhotosMixin
from orders.models.reviews import FEWEST_STARS, MOST_STARS
from orders.services import complaints, messages, reviews
from orders.wording.customers import CANCEL_WORDS, CATEGORY_WORDS


class CustomerForm(ActForm):
    """A form of the customer, whom no act costs anything."""

    cost_shown = None  # type: ignore[assignment]


class MessageForm(PhotosMixin, CustomerForm):
    """A message to the company: a text, photos, or both."""

    text = MessageText(label=_("Your message"), max_length=messages.LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"), most=messages.MOST_PHOTOS, required=False)
    no_reply = forms.BooleanField(label=_("No answer needed"), required=False)

    def clean(self) -> dict[str, Any]:
        """Something has to be said or shown; what is wrong with a photo stands beside it already."""
        given = super().clean() or {}
        if "photos" in given and "text" in given and not given["text"] and not given["photos"]:
            self.add_error("text", _("Write a message first, or add a photo."))
        return given


class RescheduleForm(ScheduleForm):
    """When the technician may come. `standing` is the appointment that the page had shown."""

    cost_shown = overlap_shown = None  # type: ignore[assignment]
    standing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=80)

    field_order = ("day", "begin", "end")


class CancelForm(CustomerForm):
    """Why the order is cancelled; the charter's A2 lives on it."""

    reason = forms.ChoiceField(
        label=_("Why do you cancel?"),
        widget=forms.RadioSelect,
        choices=[(code, CANCEL_WORDS[code]) for code in CANCEL_REASONS["customer"]],
        error_messages={"required": _("Choose what comes nearest.")},
    )


class ReviewForm(CustomerForm):
    """Stars, and words if somebody wants to write some."""

    stars = forms.TypedChoiceField(
        label=_("How was the work?"),
        widget=forms.RadioSelect,
        coerce=int,
        choices=[
            (count, ngettext_lazy("%d star", "%d stars", count) % count)
            for count in range(FEWEST_STARS, MOST_STARS + 1)
        ],
        error_messages={"required": _("Choose one to five stars.")},
    )
    text = StoredText(
        label=_("In your own words"), required=False, max_length=reviews.LONGEST,
        help_text=_("Others read it under your first name. Leave out phone numbers and addresses."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    is_private = forms.BooleanField(label=_("Do not show my words to others"), required=False)


class ComplainForm(PhotosMixin, CustomerForm):
    """What is wrong, in words and photos."""

    category = forms.ChoiceField(
        label=_("What is it about?"),
        widget=forms.RadioSelect,
        choices=[(code, CATEGORY_WORDS[code]) for code in CATEGORIES],
        error_messages={"required": _("Choose what comes nearest.")},
    )
    text = StoredText(
        label=_("What happened?"), max_length=complaints.LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say in a few words what happened.")},
    )  # fmt: skip
    photos = PhotosField(label=_("Photos"), most=complaints.MOST_PHOTOS, required=False)


class ReopenForm(CustomerForm):
    """Why a closed complaint should be looked at again."""

    text = StoredText(
        label=_("What is still wrong?"), max_length=complaints.LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what is still wrong.")},
    )  # fmt: skip
