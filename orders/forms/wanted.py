"""What somebody wants done: the service, what is wrong, where, when, and whom to call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from partners import areas
from partners.models import Service
from rada.lib.phones import parse_phone
from rada.web.clock import VIETNAM
from rada.web.form_fields import StoredText

SOON, CHOSEN = "soon", "chosen"
DAYS_AHEAD = 60
MOST_FOUND, LONGEST_SEARCH = 12, 80
WINDOW = ("day", "begin", "end")


class WardFound(NamedTuple):
    """One ward to choose."""

    code: str
    label: str
    is_chosen: bool


def wards_found(query: str, province: str, chosen: str) -> list[WardFound]:
    """What fits the words typed, or all of a province alone; the ward that is chosen always stands among them."""
    known = {each.code for each in areas.provinces()}
    within = province if province in known else None
    query = query.replace("\x00", "").strip()[:LONGEST_SEARCH]
    found = areas.search_wards(query, within=within, limit=MOST_FOUND) if query else []
    if not query and within:
        found = areas.wards_of(within)
    codes = [ward.code for ward in found]
    if areas.is_ward(chosen) and chosen not in codes:
        codes.insert(0, chosen)
    return [WardFound(code, areas.ward_label(code), code == chosen) for code in codes]


class WantedForm(forms.Form):
    """The work and whoever wants it. `services` are those on offer."""

    use_required_attribute = False

    service = forms.ChoiceField(
        label=_("What do you need?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what you need from the list.")),
    )
    text = StoredText(
        label=_("What is wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("In your own words: which device, since when, what you see or hear."),
        error_messages={"required": _("Say in a few words what is wrong, so that the right person comes.")},
    )  # fmt: skip
    province = forms.ChoiceField(label=_("Province"), required=False)
    ward_query = StoredText(label=_("Ward"), required=False, max_length=LONGEST_SEARCH)
    ward = forms.CharField(required=False, max_length=10)
    address = StoredText(
        label=_("House number and street"), max_length=140,
        help_text=_("Also alley, building, floor: only the partner who takes the order sees it."),
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
        error_messages={"required": _("Type the house number and street.")},
    )  # fmt: skip
    old_address = StoredText(
        label=_("Address before July 2025"), required=False, max_length=80,
        help_text=_("The old ward and district, if people around still say it so."),
    )  # fmt: skip
    when = forms.ChoiceField(
        label=_("When may the technician come?"), initial=SOON, widget=forms.RadioSelect,
        choices=[(SOON, _("As soon as possible")), (CHOSEN, _("At a time I choose"))],
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the two.")),
    )  # fmt: skip
    day = forms.DateField(
        label=_("Day"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"required": _("Choose a day.")},
    )  # fmt: skip
    begin = forms.TimeField(
        label=_("from"), input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}), error_messages={"required": _("Say from what time.")},
    )  # fmt: skip
    end = forms.TimeField(
        label=_("until"), input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(attrs={"type": "time"}), error_messages={"required": _("Say until what time.")},
    )  # fmt: skip
    name = StoredText(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Type your name.")},
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone number"), max_length=30, help_text=_("The technician calls it; the order's link goes there."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
        error_messages={"required": _("Type a phone number that the technician can call.")},
    )  # fmt: skip

    def __init__(self, *args: Any, services: Sequence[Service], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now, self.services = now, {each.code: each for each in services}
        fields: dict[str, Any] = self.fields
        fields["service"].choices = [("", _("Choose…")), *by_trade(services)]
        fields["province"].choices = [("", _("All provinces")), *((each.code, each.name) for each in areas.provinces())]
        fields["day"].widget.attrs["min"] = f"{now.astimezone(VIETNAM):%Y-%m-%d}"
        for name in WINDOW:  # asked for where somebody chooses a time, and shown only there
            fields[name].required = not self.is_bound or self.data.get("when") == CHOSEN

    def clean_phone(self) -> str:
        """As +84912345678."""
        try:
            return parse_phone(self.cleaned_data["phone"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """Add `wanted_from` and `wanted_to`, aware or None, and the ward; each mistake stands beside its own field."""
        given = super().clean() or {}
        self._clean_ward(given)
        given["wanted_from"] = given["wanted_to"] = None
        if given.get("when") == CHOSEN:
            self._clean_window(given)
        return given

    def _clean_ward(self, given: dict[str, Any]) -> None:
        """A single ward that fits needs no choosing."""
        found = self.wards()
        if not areas.is_ward(given.get("ward", "")) and given.get("ward_query") and len(found) == 1:
            given["ward"] = found[0].code
        if not areas.is_ward(given.get("ward", "")):
            self.add_error("ward", _("Choose your ward in the list.") if found else _("Type your ward to find it."))

    def _clean_window(self, given: dict[str, Any]) -> None:
        if not given.keys() >= {*WINDOW}:
            return
        begin = datetime.combine(given["day"], given["begin"], VIETNAM)
        end = datetime.combine(given["day"], given["end"], VIETNAM)
        for field, sentence in self._wrong_with(begin, end).items():
            self.add_error(field, sentence)
        given["wanted_from"], given["wanted_to"] = begin, end

    def _wrong_with(self, begin: datetime, end: datetime) -> dict[str, str]:
        """The field that is wrong in a window, and why."""
        if end <= begin:
            return {"end": _now("The end must be later than the beginning.")}
        if end <= self.now:
            return {"day": _now("This time has already passed. Choose a later one.")}
        if begin > self.now + timedelta(days=DAYS_AHEAD):
            return {"day": _now("Choose a day within the next %(count)d days.") % {"count": DAYS_AHEAD}}
        return {}

    def wards(self) -> list[WardFound]:
        """What the search that was typed finds."""
        asked = self.data if self.is_bound else self.initial
        return wards_found(*(str(asked.get(name) or "") for name in ("ward_query", "province", "ward")))

    @property
    def place(self) -> str:
        """The address as the partner reads it."""
        data = self.cleaned_data
        return f"{data['address']} (địa chỉ cũ: {data['old_address']})" if data["old_address"] else data["address"]


def by_trade(services: Sequence[Service]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The services of each trade, in the order given."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in services:
        trade = str(each.category) if each.category else _now("Other services")
        found.setdefault(trade, []).append((each.code, str(each)))
    return list(found.items())
