"""What waits in each place, for an open page that keeps its badges fresh and rings when an offer comes."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from rada.web import navigation
from rada.web.access import allow


def is_signed_in(actor: Any) -> bool:
    """Whoever works for a partner, or for Rada."""
    return bool(actor.is_partner or actor.is_staff)


@allow(is_signed_in)
@require_safe
def badges(request: HttpRequest) -> JsonResponse:
    """`{"offers": n, "badges": {address: n}}`: the offers that wait, and every place where something waits."""
    waiting = navigation.badges_of(request)
    counted = {door.url: door.badge for door in navigation.doors(request, waiting) if door.badge}
    return JsonResponse({"offers": navigation.ringing(waiting), "badges": counted})
