"""The language of an answer: Vietnamese, unless the request prefers English."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation.trans_real import parse_accept_lang_header


def language_of(request: HttpRequest) -> str:
    """The language that `Accept-Language` prefers among ours."""
    ours = dict(settings.LANGUAGES)
    for wanted, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        short = wanted.partition("-")[0]
        if quality and short in ours:
            return short
    return settings.LANGUAGE_CODE
