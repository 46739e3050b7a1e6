"""The same facts, judged otherwise: by other numbers, or with other times exempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orders.commitments.case import Case
from partners.calendars import Closures


def under(case: Case, *, policy: Mapping[str, Any] | None = None, closures: Closures | None = None) -> Case:
    """The case by another policy (every key given) or with other closures; the events' index is shared."""
    variant = Case.__new__(Case)
    variant.__dict__.update(case.__dict__)
    variant._worked_out = {}
    if policy is not None:
        variant.policy = policy
    if closures is not None:
        variant.closures = closures
    return variant
