"""On which days and hours a partner takes orders. Hours are Vietnam's wall clock."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners import terms_parts
from partners.calendars import DAYS, minute_of
from partners.forms.drafts import PartForm
from partners.terms_words import day_word

OPEN, CLOSED, AS_MONDAY = "open", "closed", "monday"
TYPED = re.compile(r"([0-9]{1,2})(?:[:.hg]?([0-9]{2})?)(?::00)?")
FEWEST_RANGES, MOST_RANGES = 2, 6
END_OF_DAY = "24:00"
NO_HOUR = _("Type an hour from 00:00 to 24:00, for example 08:30.")


class HourField(forms.CharField):
    """`08:30`, also typed as 8h30 or 830; None for nothing typed. `closes`: midnight is the end of the day."""

    widget = forms.TimeInput

    def __init__(self, *, closes: bool = False, **kwargs: Any) -> None:
        said = dict.fromkeys(("max_length", "null_characters_not_allowed"), NO_HOUR)
        super().__init__(required=False, max_length=10, error_messages=said, **kwargs)
        self.closes = closes
        self.widget.input_type = "time"

    def clean(self, value: Any) -> str | None:
        """The hour as terms hold it."""
        typed = super().clean(value).strip().lower()
        if not typed:
            return None
        read = TYPED.fullmatch(typed)
        hour = f"{int(read[1]):02}:{read[2] or '00'}" if read else ""
        if minute_of(hour) is None:
            raise forms.ValidationError(NO_HOUR)
        return END_OF_DAY if self.closes and hour == "00:00" else hour

    def prepare_value(self, value: Any) -> Any:
        """The end of the day as clocks show it."""
        return "00:00" if value == END_OF_DAY else value


class DayFields(NamedTuple):
    """The fields of one weekday, as the page shows them."""

    word: str
    state: BoundField
    ranges: list[tuple[BoundField, BoundField]]


class HoursForm(PartForm):
    """For each weekday: closed, as on Monday, or open in one or more ranges."""

    part = terms_parts.HOURS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        longest = max((len(ranges) for ranges in self.stored.values()), default=0)
        self.range_count = min(max(FEWEST_RANGES, longest + 1), max(MOST_RANGES, longest))
        for day in DAYS:
            states = [(OPEN, _("open")), (CLOSED, _("closed"))]
            states += [(AS_MONDAY, _("as on Monday"))] if day != DAYS[0] else []
            self.fields[f"{day}_state"] = forms.ChoiceField(label=day_word(day), choices=states)
            for number in range(self.range_count):
                self.fields[f"{day}_{number}_from"] = HourField(label=_("from"))
                self.fields[f"{day}_{number}_to"] = HourField(label=_("until"), closes=True)

    def beginning(self) -> dict[str, Any]:
        """The stored hours; days that are as Monday say so."""
        monday = self.stored.get(DAYS[0], [])
        begun: dict[str, Any] = {}
        for day in DAYS:
            ranges = self.stored.get(day, [])
            is_as_monday = day != DAYS[0] and ranges == monday
            begun[f"{day}_state"] = (OPEN if ranges else CLOSED) if not is_as_monday or not monday else AS_MONDAY
            for number, (opens, closes) in enumerate([] if is_as_monday else ranges):
                begun |= {f"{day}_{number}_from": opens, f"{day}_{number}_to": closes}
        return begun

    @property
    def days(self) -> list[DayFields]:
        """The weekdays with their fields."""
        return [
            DayFields(
                day_word(day),
                self[f"{day}_state"],
                [(self[f"{day}_{number}_from"], self[f"{day}_{number}_to"]) for number in range(self.range_count)],
            )
            for day in DAYS
        ]

    def clean(self) -> dict[str, Any]:
        """Read the ranges of every open day; each mistake stands beside its own field."""
        given = super().clean() or {}
        self.hours = {day: self._ranges(day, given) for day in DAYS if given.get(f"{day}_state") == OPEN}
        if DAYS[0] in self.hours:
            as_monday = [day for day in DAYS if given.get(f"{day}_state") == AS_MONDAY]
            self.hours |= dict.fromkeys(as_monday, self.hours[DAYS[0]])
        if not self.errors and not any(self.hours.values()):
            self.add_error(f"{DAYS[0]}_state", _now("Open on at least one day, or no order can be offered to you."))
        return given

    def value(self) -> dict[str, list[list[str]]]:
        """Ranges by weekday, as terms hold them; a day off is missing."""
        return {day: self.hours[day] for day in DAYS if self.hours.get(day)}

    def _ranges(self, day: str, given: dict[str, Any]) -> list[list[str]]:
        if any(name.startswith(f"{day}_") for name in self.errors):
            return []
        ranges = []
        for number in range(self.range_count):
            opens, closes = given.get(f"{day}_{number}_from"), given.get(f"{day}_{number}_to")
            if opens and closes:
                ranges.append([opens, closes, number])
            elif opens or closes:
                self.add_error(f"{day}_{number}_{'to' if opens else 'from'}", _now("Fill in both hours, or neither."))
        if not ranges and not any(name.startswith(f"{day}_") for name in self.errors):
            self.add_error(f"{day}_0_from", _now("Say from when until when, or mark the day as closed."))
        return self._sound(day, sorted(ranges))

    def _sound(self, day: str, ranges: list[list[Any]]) -> list[list[str]]:
        """The ranges in order; each must open before it closes and begin after the one before has ended."""
        ended = "00:00"
        for opens, closes, number in ranges:
            if opens >= closes:
                said = _now("It must close later than it opens. Hours past midnight belong to the next day.")
                self.add_error(f"{day}_{number}_to", said)
            elif opens < ended:
                self.add_error(f"{day}_{number}_from", _now("These hours overlap with the others of this day."))
            ended = max(ended, closes)
        return [[opens, closes] for opens, closes, _number in ranges]
