"""When the technician comes, in Vietnam's time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import ActForm
from orders.models import Assignment
from rada.web.clock import VIETNAM

DAYS_AHEAD = 180
HOUR = timedelta(hours=1)


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

    overlap_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

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
