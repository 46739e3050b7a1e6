"""What a member's page says of their jobs, for the owner who looks at it."""

from __future__ import annotations

from django.http import HttpRequest
from django.template.loader import render_to_string

from orders import selectors
from partners.models import Member
from rada.web import panels


def fill() -> None:
    """Show the jobs on a member's page, and before somebody is switched off."""
    panels.fill("member", jobs)
    panels.fill("member_off", jobs_left_behind)


def jobs(request: HttpRequest, member: Member) -> str:
    """How many running jobs stand in their name."""
    return _told(request, member, is_leaving=False)


def jobs_left_behind(request: HttpRequest, member: Member) -> str:
    """The same, and what becomes of them."""
    return _told(request, member, is_leaving=True)


def _told(request: HttpRequest, member: Member, *, is_leaving: bool) -> str:
    count = selectors.running_jobs_of(request.actor, member.pk).count()  # type: ignore[attr-defined]
    return render_to_string("orders/_member_jobs.html", {"count": count, "is_leaving": is_leaving})
