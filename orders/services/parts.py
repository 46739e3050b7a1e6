"""Parts that were put in, each by the line of the approved quote it belongs to."""

from __future__ import annotations

from orders import permissions
from orders.models import Assignment, EventKind
from orders.services import timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once


@once
def replace_part(
    assignment: Assignment,
    *,
    by: Actor,
    line: str | None,
    origin: str = "",
    brand: str = "",
    model: str = "",
    key: Key | None = None,
) -> None:
    """Record a part that was put in, by the line of the approved quote it belongs to (None: none)."""
    timeline.record(
        assignment,
        EventKind.PART_REPLACED,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={"line": line, "origin": origin, "brand": brand, "model": model},
    )
