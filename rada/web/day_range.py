"""A filter by days of Vietnam's calendar; the last day is included."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.contrib.filters.admin import RangeDateFilter

from rada.web.clock import VIETNAM


class DayRangeFilter(RangeDateFilter):
    """The theme's filter reads days as another country writes them, and as midnight nowhere; this one does neither."""

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """From the first day's beginning to the last day's end; what is no day narrows nothing."""
        first = self._midnight(f"{self.parameter_name}_from")
        last = self._midnight(f"{self.parameter_name}_to")
        if first is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__gte": first})
        if last is not None:
            queryset = queryset.filter(**{f"{self.parameter_name}__lt": last + timedelta(days=1)})
        return queryset

    def _midnight(self, name: str) -> datetime | None:
        typed: Any = self.used_parameters.get(name)
        try:
            day = forms.DateField(localize=True).clean(typed)
            return datetime.combine(day, time(0), VIETNAM)
        except (forms.ValidationError, OverflowError, TypeError):
            return None
