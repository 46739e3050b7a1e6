"""`request.idempotency_key`: every form and button names its write, so that sending it twice is sending it once."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from rada.platform.idempotency import Key

FIELD = "idempotency_key"
UNASKED = frozenset({FIELD, "csrfmiddlewaretoken"})


class IdempotencyKeyMiddleware:
    """Puts `idempotency_key` on every request; it is worked out only when a view asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with `request.idempotency_key` set."""
        request.idempotency_key = SimpleLazyObject(lambda: key_of(request))  # type: ignore[attr-defined]
        return self.get_response(request)


def key_of(request: HttpRequest) -> Key:
    """The key of a form that was sent; its fingerprint covers the address and every field.

    Of a file it covers the name and size: another photo under the same key is another request.
    Who asks is the account, or `request.key_scope` where a page knows people without one.
    Raises BadRequest where the form carries none: such a form is none of ours.
    """
    value = request.POST.get(FIELD, "")
    if not value:
        raise BadRequest("the form carries no idempotency key")
    asked = sorted((name, values) for name, values in request.POST.lists() if _is_asked(name))
    scope = getattr(request, "key_scope", "") or f"user:{request.user.pk}"
    files = sorted((name, [(each.name, each.size) for each in sent]) for name, sent in request.FILES.lists())
    return Key.of(scope, value, request.path, asked, *files)


def _is_asked(name: str) -> bool:
    """What a fingerprint covers: no password, since a plain hash of one must lie nowhere."""
    return name not in UNASKED and "password" not in name
