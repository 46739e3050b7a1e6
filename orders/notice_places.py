"""What a notice is about, and the page that tells the most about it.

PLACES["complaint_late"] = place         # an upper app's own, from its `ready()`: `place(facts)` is a path
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.urls import reverse

from rada.platform.models import Notice

PLACES: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "fault_proposed": lambda facts: reverse("admin:orders_platformfault_change", args=[facts["fault"]]),
}


def about(notice: Notice) -> tuple[str, int]:
    """Kind and primary key of what a notice tells of: a decision's breach, a clock's assignment, else the subject."""
    if "breach" in notice.facts:
        return "breach", notice.facts["breach"]
    kind, number = notice.subject.split(":")[:2]
    return ("assignment" if kind == "clock" else kind), int(number)


def place_of(notice: Notice) -> str:
    """The path of its page; of the inbox where it has none."""
    if notice.level in PLACES:
        return PLACES[notice.level](notice.facts)
    kind, pk = about(notice)
    return reverse(f"orders:{kind}", args=[pk]) if kind in {"assignment", "breach"} else reverse("orders:notices")
