"""The API described as OpenAPI 3.1, for programs and for people."""

from __future__ import annotations

from functools import cache
from typing import Any

from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from drf_spectacular.views import SpectacularSwaggerSplitView

from rada.web.access import public

MEDIA_TYPE = "application/yaml"
# The page draws itself: with styles of its own and pictures inside its sheets.
STYLES = {"style-src": ["'self'", "'unsafe-inline'"]}


class BadDescription(ValueError):
    """Something of the API cannot be described as it stands; its text says what."""


@cache
def described() -> str:
    """The description of the code as it stands, in YAML. Raises BadDescription."""
    GENERATOR_STATS.reset()  # type: ignore[no-untyped-call]
    with GENERATOR_STATS.silence(), translation.override("en"):
        content: Any = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
        validate_schema(content)  # type: ignore[no-untyped-call]
        if GENERATOR_STATS:
            raise BadDescription(str([*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache]))
        return OpenApiYamlRenderer().render(content, renderer_context={}).decode()  # type: ignore[no-untyped-call]


@public("whoever writes a program against the API reads it")
def schema(request: HttpRequest) -> HttpResponse:
    """The description."""
    return HttpResponse(described(), content_type=MEDIA_TYPE)


@method_decorator(csp_update(STYLES), name="dispatch")
class DescriptionPage(SpectacularSwaggerSplitView):
    """The description to read, and to try."""


docs = public("whoever writes a program against the API reads it")(DescriptionPage.as_view(url_name="api:schema"))
