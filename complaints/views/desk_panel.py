"""On operations' page of an assignment: its complaints, each leading to the desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from complaints.desk_selectors import complaints_visible_to
from orders.models import Assignment


def panel(request: HttpRequest, assignment: Assignment) -> str:
    """The panel, for whoever of Rada may view complaints; nothing where there is none."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    rows = list(complaints_visible_to(actor).filter(assignment=assignment).order_by("opened_at", "pk"))
    return render_to_string("admin/complaints/_of_assignment.html", {"rows": rows}, request) if rows else ""
