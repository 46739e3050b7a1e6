"""What the API answers where it cannot do what was asked: RFC 9457, with a code that never changes.

Services raise their own exceptions; each floor says here, from its `ready()`, which kind of problem its exceptions are.
The detail is the exception's own sentence, in the language of the request.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.core.exceptions import PermissionDenied as NotAllowed
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Kind:
    """One kind of problem. `is_final`: the same request, repeated, is answered the same."""

    code: str
    status: int
    title: Any
    is_final: bool = True


class Problem(Exception):
    """Something of a kind went wrong. `errors` are (field, what is wrong); `headers` go with the answer."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        errors: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind, self.detail, self.errors, self.headers = kind, detail, list(errors), dict(headers or {})
        super().__init__(kind.code, detail)


NOT_NOW = _("This cannot be done now")
NOT_LIKE_THIS = _("This cannot be taken as it was sent")
TOO_OFTEN_WORDS = _("This was asked too often")

UNREADABLE = Kind("unreadable", 400, _("The body cannot be read"))
UNKNOWN_PARAMETER = Kind("bad_parameter", 400, _("A parameter of the address is unknown or wrong"))
NOT_SIGNED_IN = Kind("not_signed_in", 401, _("No token, or none that is good any more"))
NOT_ALLOWED = Kind("not_allowed", 403, _("This caller may not do this"))
MISSING_SCOPE = Kind("missing_scope", 403, _("The token was not given this scope"))
NOT_FOUND = Kind("not_found", 404, _("There is no such thing for this caller"))
WRONG_METHOD = Kind("method_not_allowed", 405, _("The address does not answer to this method"))
NOT_ACCEPTABLE = Kind("not_acceptable", 406, _("Only JSON is answered here"))
REFUSED = Kind("refused", 409, NOT_NOW)
BUSY = Kind("busy", 409, _("Somebody else holds this at the moment: repeat the same request"), is_final=False)
TOO_LARGE = Kind("too_large", 413, _("More was sent than is taken"))
WRONG_TYPE = Kind("unsupported_media_type", 415, _("This kind of body is not read here"))
INVALID = Kind("invalid", 422, NOT_LIKE_THIS)
TOO_OFTEN = Kind("too_often", 429, TOO_OFTEN_WORDS, is_final=False)
AWAY = Kind("away", 503, _("Rada's database is away: repeat the same request in a moment"), is_final=False)
FAILED = Kind("failed", 500, _("Something went wrong at Rada; it was noted"), is_final=False)

_kinds: dict[str, Kind] = {}
_said: dict[type[Exception], Kind] = {}


def known(*kinds: Kind) -> None:
    """List kinds in the table of codes; called where they are defined or from an app's `ready()`."""
    _kinds.update({kind.code: kind for kind in kinds})


def says(raised: Mapping[type[Exception], Kind]) -> None:
    """Say which kind of problem these exceptions, and those derived from them, are; called from an app's `ready()`."""
    known(*raised.values())
    _said.update(raised)


def every_kind() -> list[Kind]:
    """Every kind that is answered, by its code."""
    return sorted(_kinds.values(), key=lambda kind: kind.code)


def problem_of(error: Exception) -> Problem | None:
    """The problem that an exception is; None for what nobody foresaw."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Problem(INVALID, errors=list(_flat(error.detail)))
    kind = next((_said[base] for base in type(error).__mro__ if base in _said), None)
    if kind is None:
        return None
    headers = {} if kind.is_final else {"Retry-After": str(_seconds_to_wait(error))}
    detail = "" if kind in _SILENT else str(error)
    return Problem(kind, detail, errors=getattr(error, "errors", ()), headers=headers)


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: the problem as an answer; None lets what nobody foresaw go on as a failure."""
    problem = problem_of(error)
    if problem is None:
        return None
    response = Response(
        content_of(problem, context["request"].path), status=problem.kind.status, content_type=MEDIA_TYPE
    )
    for name, value in {**_asked_again(error), **problem.headers}.items():
        response[name] = value
    return response


def content_of(problem: Problem, path: str) -> dict[str, Any]:
    """The body of RFC 9457, with our `code` and the fields' own `errors`."""
    content: dict[str, Any] = {
        "type": f"/api/v1/errors#{problem.kind.code}",
        "title": str(problem.kind.title),
        "status": problem.kind.status,
        "code": problem.kind.code,
        "instance": path,
    }
    if problem.detail:
        content["detail"] = plain(problem.detail)
    if problem.errors:
        content["errors"] = [{"field": plain(field), "detail": plain(detail)} for field, detail in problem.errors]
    return content


def plain(text: str) -> str:
    """The text as it can be sent and stored, though it quotes what cannot."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def _seconds_to_wait(error: Exception) -> int:
    """What the exception says of it, in seconds or minutes; a second where it says nothing."""
    told = getattr(error, "wait", None) or getattr(error, "seconds", None) or 60 * getattr(error, "minutes", 0)
    return max(1, int(told))


def _asked_again(error: Exception) -> dict[str, str]:
    """`WWW-Authenticate`, where DRF says which token is missing."""
    header = getattr(error, "auth_header", None)
    return {"WWW-Authenticate": header} if header else {}


def _flat(detail: Any, path: str = "") -> Iterable[tuple[str, str]]:
    """Errors of nested bodies, each with the way to its field: `lines[0].qty`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, _within(path, name))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _flat(inner, path if isinstance(inner, str) else f"{path}[{place}]")
    else:
        yield path, str(detail)


def _within(path: str, name: Any) -> str:
    if name == "non_field_errors":
        return path
    if isinstance(name, int):
        return f"{path}[{name}]"
    return f"{path}.{name}" if path else str(name)


# What the framework says of these adds nothing to the title, or is not for strangers.
_SILENT = (
    UNREADABLE, NOT_SIGNED_IN, NOT_ALLOWED, NOT_FOUND, WRONG_METHOD, NOT_ACCEPTABLE, TOO_LARGE, WRONG_TYPE, TOO_OFTEN,
)  # fmt: skip
known(UNKNOWN_PARAMETER, MISSING_SCOPE, REFUSED, BUSY, INVALID, FAILED, AWAY)
says(
    {
        exceptions.ParseError: UNREADABLE,
        BadRequest: UNREADABLE,
        SuspiciousOperation: UNREADABLE,
        RequestDataTooBig: TOO_LARGE,
        exceptions.NotAuthenticated: NOT_SIGNED_IN,
        exceptions.AuthenticationFailed: NOT_SIGNED_IN,
        exceptions.PermissionDenied: NOT_ALLOWED,
        NotAllowed: NOT_ALLOWED,
        exceptions.NotFound: NOT_FOUND,
        Http404: NOT_FOUND,
        exceptions.MethodNotAllowed: WRONG_METHOD,
        exceptions.NotAcceptable: NOT_ACCEPTABLE,
        exceptions.UnsupportedMediaType: WRONG_TYPE,
        exceptions.Throttled: TOO_OFTEN,
    }
)
