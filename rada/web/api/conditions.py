"""Conditional requests: what somebody changes is what they have seen (RFC 9110, RFC 6585)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.utils.cache import get_conditional_response
from django.utils.translation import gettext_lazy as _

from rada.web.api.problems import Kind, Problem, known

CHANGED = Kind("changed_meanwhile", 412, _("It has changed since it was read: read it again, then decide"))
UNCONDITIONAL = Kind("condition_missing", 428, _("Say by If-Match which state of it is meant"))
known(CHANGED, UNCONDITIONAL)


def etag_of(*facts: object) -> str:
    """A strong tag of these facts."""
    return f'"{hashlib.sha256(repr(facts).encode()).hexdigest()[:32]}"'


def unless_known(request: Any, response: Any) -> Any:
    """The response; 304 in its place where `If-None-Match` names its tag. `If-Match` is a condition of writes."""
    if "If-None-Match" not in request.headers or "If-Match" in request.headers:
        return response
    return get_conditional_response(request._request, etag=response["ETag"], response=response)


def require_match(request: Any, etag: str) -> None:
    """Raise Problem unless `If-Match` names this state, or `*` for whatever it is."""
    told = request.headers.get("If-Match", "")
    if not told.strip():
        raise Problem(UNCONDITIONAL)
    tags = {tag.strip() for tag in told.split(",")}
    if "*" not in tags and etag not in tags:
        raise Problem(CHANGED, headers={"ETag": etag})
