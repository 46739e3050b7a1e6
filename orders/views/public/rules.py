"""How complaints are settled, with the times of the policy's own numbers."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orders.commitments.case import POLICY_DEFAULTS
from rada.web.access import public
from rada.web.public_pages import kept_a_while
from rada.web.wording import hours_words


@public("the way of complaints is published by law")
@require_safe
@kept_a_while
def complaint_rules(request: HttpRequest) -> HttpResponse:
    """The path of a complaint, step by step."""
    shown = {
        "opens": POLICY_DEFAULTS["care_open"],
        "closes": POLICY_DEFAULTS["care_close"],
        "reply": hours_words(POLICY_DEFAULTS["complaint_reply_minutes"] // 60),
        "hotline": settings.HOTLINE,
    }
    return render(request, "public/complaint_rules.html", shown)
