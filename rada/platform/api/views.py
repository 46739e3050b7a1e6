"""What every view of the API shares."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError
from django.utils import translation
from rest_framework.response import Response
from rest_framework.views import APIView

from rada.lib import log_lines
from rada.platform import tries
from rada.platform.idempotency import waited_too_long
from rada.web.api import problems
from rada.web.api.callers import Caller, OpenedByOperation, named_in, stranger
from rada.web.api.languages import language_of
from rada.web.api.throttles import PerCaller
from rada.web.client_address import address_of


class ApiView(APIView):
    """A resource: operations by method. Nothing of a browser's session counts here."""

    permission_classes = [OpenedByOperation]
    throttle_classes = [PerCaller]
    http_method_names = ["get", "head", "post", "put", "patch", "delete"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """The view; who may, each operation says itself."""
        return login_not_required(super().as_view(**initkwargs))

    def perform_authentication(self, request: Any) -> None:
        """Say who calls; a stranger where no token is shown. The language is the request's from here on.

        Raises Problem where it is done for a name that nobody can have, whoever calls.
        """
        translation.activate(language_of(request))
        found = request.auth
        caller = found if isinstance(found, Caller) else stranger(tries.hidden("address", address_of(request)))
        for each in (request, request._request):  # the page's middleware put somebody signed in there
            each.caller, each.actor = caller, caller.actor
        log_lines.note(actor=caller.actor.kind if caller.actor else "stranger", caller=str(caller.kind))
        if caller.actor and caller.actor.user:
            log_lines.note(account=caller.actor.user.pk)
        named_in(request)

    def handle_exception(self, exc: Exception) -> Response:
        """The problem as an answer; a lock that another request holds is one too."""
        if isinstance(exc, OperationalError) and waited_too_long(exc):
            exc = problems.Problem(problems.BUSY, headers={"Retry-After": "1"})
        return super().handle_exception(exc)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say the language, and that no cache keeps any of it."""
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Content-Language", translation.get_language())
        response["Vary"] = "Accept, Accept-Language, Authorization"
        return response

    def locate(self, request: Any, **names: Any) -> None:
        """Raise Http404 where what the address names is not there for the caller."""

    def told_with(self) -> dict[str, Any]:
        """What serializers may need to tell a result."""
        return {"request": self.request, "view": self}

    def headers_of(self, result: Any) -> dict[str, str]:
        """Headers that go with a result, as its `ETag`."""
        return {}

    def completed(self, request: Any, body: Any) -> Any:
        """The body with what is worked out anew and never stored."""
        return body
