"""The parts of the terms that are filled in whole: promises, services, checklists, wards, and when to publish."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners import areas, terms_parts
from partners.forms.drafts import PartForm
from partners.models import Service
from partners.terms_checks import RESPONSE_MINUTES
from partners.terms_words import name_of
from rada.web.clock import VIETNAM
from rada.web.form_fields import StoredText

LONGEST_WARRANTY_DAYS = 3650
MOST_ITEMS, LONGEST_ITEM = 40, 200
AT_ONCE, LATER = "now", "later"


class PromisesForm(PartForm):
    """How soon an offer is answered, and the warranty."""

    part = terms_parts.PROMISES

    response_minutes = forms.IntegerField(
        label=_("Answer to an offer within, in minutes"),
        help_text=_("Counted in your service hours. An offer that waits longer is a breach of A1."),
        min_value=RESPONSE_MINUTES.start,
        max_value=RESPONSE_MINUTES.stop - 1,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Type a whole number of minutes from 1 to 1440.")
        ),
    )
    warranty_days = forms.IntegerField(
        label=_("Warranty, in days"),
        help_text=_("0 where you give none of your own."),
        min_value=0,
        max_value=LONGEST_WARRANTY_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value"), _("Type a whole number of days from 0 to 3650.")
        ),
    )
    warranty_terms = StoredText(
        label=_("What the warranty covers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def beginning(self) -> dict[str, Any]:
        """What is stored."""
        return dict(self.stored)

    def value(self) -> dict[str, Any]:
        """The promises; terms of a warranty that were left blank are missing."""
        given = {key: self.cleaned_data[key] for key in terms_parts.PROMISED}
        return given if given["warranty_terms"].strip() else {**given, "warranty_terms": ""}


class ServicesForm(PartForm):
    """Which of Rada's services the partner offers."""

    part = terms_parts.SERVICES

    services = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one service."),
            "invalid_choice": _("Rada does not offer one of these services any more. Please choose again."),
        },
    )

    def __init__(self, *args: Any, on_offer: Sequence[Service], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_offer = on_offer
        self.fields["services"].choices = [(service.code, str(service)) for service in on_offer]  # type: ignore[attr-defined]

    def beginning(self) -> dict[str, Any]:
        """What is stored."""
        return {"services": self.stored}

    @property
    def trades(self) -> list[tuple[str, list[tuple[str, str, bool]]]]:
        """Each trade with its services: code, name, and whether it is ticked."""
        ticked = set(self["services"].value() or [])
        found: dict[str, list[tuple[str, str, bool]]] = {}
        for service in self.on_offer:
            trade = str(service.category) if service.category else _now("Other services")
            found.setdefault(trade, []).append((service.code, str(service), service.code in ticked))
        return list(found.items())

    def value(self) -> list[str]:
        """The codes."""
        return self.cleaned_data["services"]


class ChecklistsForm(PartForm):
    """For each service, the steps that its procedure asks for: one on each line."""

    part = terms_parts.CHECKLISTS

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in sorted({*self.terms.services, *self.stored}):
            self.fields[f"list_{code}"] = StoredText(
                label=name_of(code, names),
                required=False,
                max_length=MOST_ITEMS * (LONGEST_ITEM + 2),
                widget=forms.Textarea(attrs={"rows": 5}),
                initial="\n".join(self.stored.get(code, [])),
            )

    @property
    def lists(self) -> list[BoundField]:
        """The fields, one a service."""
        return [self[name] for name in self.fields if name.startswith("list_")]

    def clean(self) -> dict[str, Any]:
        """Read the lines; each mistake stands beside its own list."""
        given = super().clean() or {}
        self.items = {
            name.removeprefix("list_"): self._lines(name, text)
            for name, text in list(given.items())
            if name.startswith("list_")
        }
        return given

    def value(self) -> dict[str, list[str]]:
        """The steps by service; a service without steps is missing."""
        return {code: lines for code, lines in self.items.items() if lines}

    def _lines(self, name: str, text: str) -> list[str]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        twice = next((line for number, line in enumerate(lines) if line in lines[:number]), None)
        long = next((line for line in lines if len(line) > LONGEST_ITEM), None)
        if twice is not None:
            self.add_error(name, _now("This step stands twice: %(step)s") % {"step": twice[:60]})
        if long is not None:
            said = _now("A step has at most %(count)d characters. Shorten this one: %(step)s…")
            self.add_error(name, said % {"count": LONGEST_ITEM, "step": long[:60]})
        if len(lines) > MOST_ITEMS:
            self.add_error(name, _now("A checklist has at most %(count)d steps.") % {"count": MOST_ITEMS})
        return lines


class WardsField(forms.MultipleChoiceField):
    """Codes of wards that exist; `any_code` lets those of abolished ones through."""

    def __init__(self, *, any_code: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.any_code = any_code

    def valid_value(self, value: Any) -> bool:
        """Whether the ward exists today."""
        return self.any_code or areas.is_ward(value)


class AddWardsForm(forms.Form):
    """Wards that were ticked to be served too."""

    wards = WardsField(
        error_messages={
            "required": _("Tick at least one ward first."),
            "invalid_choice": _("One of these wards does not exist. Please search again."),
        }
    )


class RemoveWardsForm(forms.Form):
    """Wards that were ticked to be served no longer."""

    wards = WardsField(any_code=True, error_messages={"required": _("Tick at least one ward first.")})


class PublishForm(forms.Form):
    """When the new version starts, in Vietnam's time; `revision` is the draft's that the page showed."""

    use_required_attribute = False
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    start = forms.ChoiceField(
        label=_("When does it start?"),
        widget=forms.RadioSelect,
        choices=[(AT_ONCE, _("At once")), (LATER, _("Later, on this day and hour:"))],
        initial=AT_ONCE,
    )
    day = forms.DateField(
        label=_("Day"), required=False, input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip
    hour = forms.TimeField(
        label=_("Hour"), required=False, input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Add `starts_at`, aware, None for at once."""
        given = super().clean() or {}
        given["starts_at"] = None
        if given.get("start") != LATER:
            for name in ("day", "hour"):
                self.errors.pop(name, None)
            return given
        for name, said in (("day", _now("Choose the day.")), ("hour", _now("Choose the hour."))):
            if given.get(name) is None and name not in self.errors:
                self.add_error(name, said)
        if not self.errors:
            given["starts_at"] = datetime.combine(given["day"], given["hour"], VIETNAM)
        return given
