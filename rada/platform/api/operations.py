"""One operation of the API: who may, what it takes and gives, said once; the answer and its description follow.

    class AppointmentView(ApiView):
        @operation(to(Kind.MEMBER, scope=Scope.TIMELINE_ACT), takes=Window, gives=Done)
        def post(self, request, given, pk): ...

`given` is what `Window` read; what comes back is told by `Done`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.db import transaction
from django.http.response import HttpResponseBase
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from rada.platform.api.keys import key_of
from rada.platform.idempotency import Key, is_answered, once, stored_answer
from rada.web.api import problems
from rada.web.api.bodies import Body, Query
from rada.web.api.callers import Access
from rada.web.api.conditions import unless_known

SAFE = frozenset({"GET", "HEAD"})


@dataclass(frozen=True)
class Operation:
    """What is said of an operation.

    `name` is what programs call it by; without one it is the view's own, after `get_` where it reads.
    `is_keyed`: it is answered once for each `Idempotency-Key`. `is_guarded`: it needs `If-Match`. `is_tagged`: it
    heeds `If-None-Match`. `is_costly`: by a private link it needs a phone confirmed lately, whatever link; with
    `is_confirmed_by_phone` off it never does.
    """

    access: Access
    gives: type[Serializer] | None = None
    takes: type[Body] | None = None
    asks: type[Query] = Query
    status: int = 200
    is_keyed: bool = True
    is_guarded: bool = False
    is_tagged: bool = False
    is_costly: bool = False
    is_confirmed_by_phone: bool = True
    is_picture: bool = False
    example: Any = None
    name: str = ""

    def answer(self, view: Any, request: Any, method: Callable[..., Any], names: dict[str, Any]) -> HttpResponseBase:
        """Answer a request that may be made. What is not there for the caller is said before any body is read."""
        view.locate(request, **names)
        asked = self.asks.read(request.query_params)
        if request.method in SAFE:
            response = self._response(view, method(view, request, asked, **names))
            return unless_known(request, response) if self.is_tagged else response
        if not self.is_keyed:
            return self._response(view, method(view, request, self._body(view, request), **names))
        key = key_of(request)
        if is_answered(key):  # nothing is read anew: no photo is decoded twice
            return _replayed(view, request, stored_answer(key))
        given = self._body(view, request)
        return self._once(view, request, key, lambda: method(view, request, given, **names))

    def _once(self, view: Any, request: Any, key: Key, work: Callable[[], Any]) -> HttpResponseBase:
        worked = []

        def write() -> dict[str, Any]:
            worked.append(True)
            try:
                with transaction.atomic():
                    return stored(self._response(view, work()))
            except Exception as error:
                problem = problems.problem_of(error)
                if problem is None or not problem.kind.is_final:
                    raise
                return refused(problem, request.path)

        answer: Any = _answered(write, key=key)
        return _response_of(view, request, answer) if worked else _replayed(view, request, answer)

    def _body(self, view: Any, request: Any) -> dict[str, Any]:
        body = (self.takes or Body)(data=request.data, context={"request": request, "view": view})
        body.is_valid(raise_exception=True)
        return dict(body.validated_data)

    def _response(self, view: Any, result: Any) -> Any:
        if isinstance(result, HttpResponseBase):
            return result
        if self.gives is None:
            return Response(status=204)
        headers = view.headers_of(result)
        return Response(self.gives(result, context=view.told_with()).data, status=self.status, headers=headers)


def operation(access: Access, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """Declare a method of a view as an operation; it gets the request and what was sent or asked for, as values."""
    told = Operation(access, **said)

    def wrap(method: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(method)
        def answered(view: Any, request: Any, **names: Any) -> HttpResponseBase:
            return told.answer(view, request, method, names)

        answered.operation = told  # type: ignore[attr-defined]
        return answered

    return wrap


@once
def _answered(write: Callable[[], dict[str, Any]], *, key: Key) -> dict[str, Any]:
    return write()


def stored(response: Any) -> dict[str, Any]:
    """What is kept of an answer, to give it again."""
    headers = {name: response[name] for name in ("ETag", "Location") if response.has_header(name)}
    return {"status": response.status_code, "body": response.data, "headers": headers}


def refused(problem: problems.Problem, path: str) -> dict[str, Any]:
    """What is kept of a refusal."""
    return {
        "status": problem.kind.status,
        "body": problems.content_of(problem, path),
        "headers": {"Content-Type": problems.MEDIA_TYPE, **problem.headers},
    }


def _replayed(view: Any, request: Any, answer: dict[str, Any]) -> HttpResponseBase:
    response = _response_of(view, request, answer)
    response["Idempotent-Replayed"] = "true"
    return response


def _response_of(view: Any, request: Any, answer: dict[str, Any]) -> HttpResponseBase:
    headers = dict(answer["headers"])
    content_type = headers.pop("Content-Type", None)
    body = answer["body"] if content_type else view.completed(request, answer["body"])
    return Response(body, status=answer["status"], headers=headers, content_type=content_type)
