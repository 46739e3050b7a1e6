"""Small drawings of numbers, each with the same said in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template

from rada.web import charts

register = template.Library()


@register.inclusion_tag("components/_week_bars.html")
def week_bars(weeks: Sequence[tuple[int, int]], label: str) -> dict[str, Any]:
    """Weeks as (kept, broken), the oldest first: kept stands on the line, broken hangs below. `label` says it."""
    drawn = charts.bars(weeks)
    return {
        "bars": drawn, "label": label, "width": max(1, len(drawn)) * charts.STEP - (charts.STEP - charts.WIDTH),
        "bar_width": charts.WIDTH, "height": charts.RISE + charts.FALL + 1, "line": charts.RISE,
    }  # fmt: skip
