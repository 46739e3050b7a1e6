"""Who of the partner goes to the customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import ActForm

NOBODY = "nobody"


class TechnicianForm(ActForm):
    """One member of the partner, or nobody; `overlap_shown` tells which overlaps the page had named."""

    technician = forms.ChoiceField(
        label=_("Who goes?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose who goes."),
            "invalid_choice": _("This person does not work for you any more. Choose somebody else."),
        },
    )
    overlap_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *args: Any, people: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(pk), label) for pk, label in people]
        self.fields["technician"].choices = [*choices, (NOBODY, _("Nobody yet"))]  # type: ignore[attr-defined]

    def clean_technician(self) -> int | None:
        """The member's primary key, or None for nobody."""
        chosen: str = self.cleaned_data["technician"]
        return None if chosen == NOBODY else int(chosen)

    def clean_overlap_shown(self) -> set[str]:
        """The marks of the overlaps that the page had named."""
        return set(self.cleaned_data["overlap_shown"].split())
