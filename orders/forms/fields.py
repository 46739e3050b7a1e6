"""What every form of an order shares: texts as they may be stored, and the costs that its page had shown."""

from __future__ import annotations

from typing import Any

from django import forms

from rada.web.form_fields import StoredText

__all__ = ["ActForm", "StoredText"]


class ActForm(forms.Form):
    """A form of one act; `cost_shown` tells which breaches the page had announced when it was sent."""

    use_required_attribute = False
    cost_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    @property
    def waits(self) -> bool:
        """Whether it is sent later, so that it costs nothing now."""
        return False

    @property
    def costs_shown(self) -> set[str]:
        """The marks of the costs that the page had said."""
        return set(str(self.data.get("cost_shown", "")).split())

    def note(self, **told: object) -> None:
        """Write into the form's own fields what the page says, for the next time it is sent."""
        if not self.is_bound:
            self.initial = {**self.initial, **told}
            return
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, value in told.items():
            data[name] = str(value)
        self.data = data

    @property
    def typed(self) -> list[str]:
        """Long texts as they were typed, to hand back where the act is not possible any more."""
        return [self.data[name] for name, field in self.fields.items() if _is_long(field) and self.data.get(name)]


def _is_long(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)
