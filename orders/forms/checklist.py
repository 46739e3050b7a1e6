"""The maker's checklist: which published steps were done. It may be sent in several goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import ActForm


class StepsField(forms.MultipleChoiceField):
    """Shows the steps that are left, and accepts every published one: a colleague may have ticked some meanwhile."""

    widget = forms.CheckboxSelectMultiple
    published: Sequence[str] = ()

    def valid_value(self, value: str) -> bool:
        """Whether it is a step of the list."""
        return value in self.published


class ChecklistForm(ActForm):
    """The steps that were done now; `published` are all, `done` those that were ticked before."""

    items = StepsField(
        label=_("Steps you have done"),
        error_messages={
            "required": _("Tick at least one step."),
            "invalid_choice": _("One of these steps is not on the checklist. Tick the steps again."),
            "invalid_list": _("Tick the steps again."),
        },
    )

    def __init__(self, *args: Any, published: Sequence[str] = (), done: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        field.published = published  # type: ignore[attr-defined]
        field.choices = [(step, step) for step in published if step not in done]  # type: ignore[attr-defined]
