"""What every form of the terms' editor shares: which state of its part it began with."""

from __future__ import annotations

from typing import Any

from django import forms

from partners import terms_parts
from partners.terms_parts import Published


class DraftForm(forms.Form):
    """A form of one part of the terms; `seen` is the mark of what the page showed."""

    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def says(self, mark: str) -> None:
        """Let the form be sent again, now over what stands there at present."""
        data = self.data.copy()  # type: ignore[attr-defined]
        data["seen"] = mark
        self.data = data


class PartForm(DraftForm):
    """A form of one whole part."""

    part = ""

    def __init__(self, *args: Any, terms: Published, **kwargs: Any) -> None:
        self.terms = terms
        self.stored = terms_parts.part_of(terms, self.part)
        kwargs["initial"] = {
            "seen": terms_parts.mark(terms, self.part),
            **self.beginning(),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)

    def beginning(self) -> dict[str, Any]:
        """What the fields begin with."""
        return {}

    def value(self) -> Any:
        """The part as it is stored; the form is valid."""
        raise NotImplementedError
