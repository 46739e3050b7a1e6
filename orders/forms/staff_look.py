"""How the fields of our own pages of operations look: as those of the theme beside them."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.widgets import CHECKBOX_CLASSES, INPUT_CLASSES, SELECT_CLASSES, TEXTAREA_CLASSES

LOOKS: tuple[tuple[type[forms.Widget], list[str]], ...] = (
    (forms.HiddenInput, []),
    (forms.RadioSelect, []),  # its class would stand on the list of choices too
    (forms.CheckboxInput, CHECKBOX_CLASSES),
    (forms.Select, [*SELECT_CLASSES, "w-full"]),
    (forms.Textarea, TEXTAREA_CLASSES),
    (forms.Widget, INPUT_CLASSES),
)


class StaffLook:
    """Dresses every field of a form, whatever it inherits; what is wrong is said by the server alone."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # type: ignore[attr-defined]
            classes = next(classes for kind, classes in LOOKS if isinstance(field.widget, kind))
            field.widget.attrs["class"] = " ".join(classes)
