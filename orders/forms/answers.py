"""What partners answer in an order: to an offer, the customer, a complaint, and when they cannot go on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.codes import CANCEL_REASONS, DECLINE_REASONS
from orders.forms.fields import ActForm, StoredText
from orders.services.messages import LONGEST
from orders.wording import reason_words
from orders.wording.reasons import REASON_WORDS


class DeclineForm(ActForm):
    """Why an offer is declined."""

    reason = forms.ChoiceField(label=_("Why do you decline?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, excused: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(code, _labelled(code, code in excused)) for code in DECLINE_REASONS]  # type: ignore[attr-defined]


class CancelForm(ActForm):
    """Why an accepted order is cancelled."""

    reason = forms.ChoiceField(
        label=_("Why do you cancel?"),
        widget=forms.RadioSelect,
        choices=[(code, REASON_WORDS[code]) for code in CANCEL_REASONS["partner"]],
    )


class DisagreementForm(ActForm):
    """What both sides could not agree on."""

    text = StoredText(
        label=_("What could you not agree on?"),
        help_text=_("For example the price, the time, or what has to be done. Only Rada reads this."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say in a few words what you could not agree on.")},
    )


class ComplaintForm(ActForm):
    """An answer to one complaint."""

    complaint = StoredText(widget=forms.HiddenInput, max_length=120)
    text = StoredText(
        label=_("Your answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write your answer first.")},
    )  # fmt: skip


def _labelled(code: str, excused: bool) -> str:
    words = reason_words(code)
    return _("%(reason)s (excused: no breach)") % {"reason": words} if excused else words  # type: ignore[return-value]
