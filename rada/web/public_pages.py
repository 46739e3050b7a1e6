"""Pages that are the same for every stranger: a browser may keep them a little while."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

KEPT_SECONDS = 120
View = Callable[..., HttpResponse]


def kept_a_while(view: View) -> View:
    """Let a stranger's own browser keep the page for two minutes. No cache in between may: its forms carry a token.

    Whoever is signed in always gets it fresh. `Vary: Cookie` makes a browser ask again after signing in.
    """

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code == 200 and settings.SESSION_COOKIE_NAME not in request.COOKIES:
            answer["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
        return answer

    return kept
