"""What partners fill in on an order. Every text comes in as it may be stored, or with one sentence beside it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.codes import CANCEL_REASONS, DECLINE_REASONS
from orders.models import Assignment
from orders.services.messages import LONGEST
from orders.wording import reason_words
from orders.wording.reasons import REASON_WORDS
from rada.lib.text import clean
from rada.web.clock import VIETNAM

DAYS_AHEAD = 180
HOUR = timedelta(hours=1)


class StoredText(forms.CharField):
    """A text in NFC without what no database keeps; its longest counts what will be stored."""

    def to_python(self, value: Any) -> str:
        """The text as it may be stored; ValidationError where it cannot."""
        try:
            return clean(super().to_python(value) or "")
        except ValueError as error:
            raise forms.ValidationError(str(error), code="unstorable") from None


class ActForm(forms.Form):
    """A form of one act; `cost_shown` tells which breaches the page had announced when it was sent."""

    use_required_attribute = False
    cost_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=400)

    @property
    def costs_shown(self) -> set[str]:
        """The marks of the costs that the page had said."""
        return set(str(self.data.get("cost_shown", "")).split())

    @property
    def typed(self) -> list[str]:
        """Long texts as they were typed, to hand back where the act is not possible any more."""
        return [self.data[name] for name, field in self.fields.items() if _is_long(field) and self.data.get(name)]


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


class ReplyForm(ActForm):
    """A message to the customer."""

    text = StoredText(
        label=_("Your message"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write a message first.")},
    )  # fmt: skip


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


class ScheduleForm(ActForm):
    """A day and the hours between which the technician arrives, in Vietnam's time."""

    day = forms.DateField(
        label=_("Day"),
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    begin = forms.TimeField(
        label=_("Arrive from"), input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip
    end = forms.TimeField(
        label=_("until"), input_formats=["%H:%M", "%H:%M:%S"],
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )  # fmt: skip

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean(self) -> dict[str, Any]:
        """Add `arrive_from` and `arrive_to`, aware; each mistake stands beside its own field."""
        given = super().clean() or {}
        if not {"day", "begin", "end"} <= given.keys():
            return given
        given["arrive_from"] = datetime.combine(given["day"], given["begin"], VIETNAM)
        given["arrive_to"] = datetime.combine(given["day"], given["end"], VIETNAM)
        if given["day"] > (self.now + timedelta(days=DAYS_AHEAD)).astimezone(VIETNAM).date():
            self.add_error("day", _("Choose a day within the next six months."))
        elif given["end"] <= given["begin"]:
            self.add_error("end", _("The appointment must end after it starts."))
        elif given["arrive_to"] <= self.now:
            self.add_error("day", _("This time has already passed. Choose a later one."))
        return given


def proposed_appointment(assignment: Assignment, now: datetime) -> dict[str, Any]:
    """What the form starts with: the standing appointment, what the customer asked for, or the next full hours."""
    order = assignment.order
    windows = [(assignment.arrive_from, assignment.arrive_to), (order.wanted_from, order.wanted_to)]
    fitting = [(begin, end) for begin, end in windows if begin and end and end > now and _one_day(begin, end)]
    begin, end = fitting[0] if fitting else _next_hours(now)
    begin, end = begin.astimezone(VIETNAM), end.astimezone(VIETNAM)
    return {"day": begin.date(), "begin": begin.time(), "end": end.time()}


def _next_hours(now: datetime) -> tuple[datetime, datetime]:
    """Two hours in the daytime: today where some are left, else tomorrow morning."""
    local = now.astimezone(VIETNAM)
    begin = local.replace(minute=0, second=0, microsecond=0) + 2 * HOUR
    if begin.date() != local.date() or begin.hour > 18:
        begin = (local + timedelta(days=1)).replace(hour=8, minute=0, second=0, microsecond=0)
    elif begin.hour < 8:
        begin = begin.replace(hour=8)
    return begin, begin + 2 * HOUR


def _one_day(begin: datetime, end: datetime) -> bool:
    return begin.astimezone(VIETNAM).date() == end.astimezone(VIETNAM).date()


def _labelled(code: str, excused: bool) -> str:
    words = reason_words(code)
    return _("%(reason)s (excused: no breach)") % {"reason": words} if excused else words  # type: ignore[return-value]


def _is_long(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.Textarea)
