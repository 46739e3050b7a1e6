"""The API by HTTPS alone: whoever calls it in the clear is refused, not led on, so that the mistake is noticed."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from rada.web.api.problems import MEDIA_TYPE, Kind, Problem, content_of, known

IN_THE_CLEAR = Kind("https_only", 403, _("The API is called by HTTPS alone; what you sent could be read on its way"))
known(IN_THE_CLEAR)


class EncryptedAlone:
    """Refuses what came in the clear, where the settings lead pages to HTTPS."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer."""
        if not settings.SECURE_SSL_REDIRECT or not request.path.startswith("/api/") or request.is_secure():
            return self.get_response(request)
        content = content_of(Problem(IN_THE_CLEAR), request.path)
        return JsonResponse(content, status=IN_THE_CLEAR.status, content_type=MEDIA_TYPE)
