"""Who calls the API, and which operations are open to whom."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import MethodNotAllowed, NotAuthenticated
from rest_framework.permissions import BasePermission

from rada.web.api.problems import MISSING_SCOPE, NOT_ALLOWED, Problem, known
from rada.web.api.problems import Kind as ProblemKind

HEADER = "Rada-Acting-For"
ACTED_FOR = r"^(rada|(staff|member):[0-9]{1,18}|customer:[A-Z0-9-]{1,16})$"
NOBODY = ProblemKind("acting_for_nobody", 403, _("Say by Rada-Acting-For whom this is done for"))
known(NOBODY)


class Kind(StrEnum):
    """The ways to call."""

    STRANGER = "stranger"
    INTEGRATION = "integration"
    MEMBER = "member"
    CUSTOMER = "customer"


class Scope(StrEnum):
    """What an integration may be trusted with."""

    ORDERS_READ = "orders:read"
    ORDERS_WRITE = "orders:write"
    TIMELINE_ACT = "timeline:act"
    TIMELINE_REPORT = "timeline:report"
    COMPLAINTS_WRITE = "complaints:write"
    BREACHES_READ = "breaches:read"
    APPEALS_WRITE = "appeals:write"
    WEBHOOKS_MANAGE = "webhooks:manage"


@dataclass(frozen=True)
class Caller:
    """Who calls: for whom (`actor`), what their keys and limits are counted under (`name`), and what they may.

    `through` is what they came by: the number of an app's session, or the browser of a private link.
    """

    kind: Kind
    name: str
    actor: Any
    scopes: frozenset[str] = frozenset()
    acting_for: str = ""
    through: Any = field(default=None, compare=False)


def stranger(address: str) -> Caller:
    """Whoever shows no token; `address` says where from and cannot be read."""
    return Caller(Kind.STRANGER, address, None)


def named_in(request: Any) -> str:
    """Whom a request says it is done for; "" where it says nothing. Raises Problem where nobody has such a name."""
    told: str | None = request.headers.get(HEADER)
    if told is not None and not re.fullmatch(ACTED_FOR, told):
        raise Problem(NOBODY)
    return told or ""


@dataclass(frozen=True)
class Access:
    """To whom an operation is open: callers by their kind, and the scope that an integration needs."""

    kinds: frozenset[Kind]
    scope: Scope | None = None


def to_all() -> Access:
    """Everybody, strangers too."""
    return Access(frozenset(Kind))


def to(*kinds: Kind, scope: Scope | None = None) -> Access:
    """These kinds of callers, and integrations with the scope where one is named."""
    integrations = {Kind.INTEGRATION} if scope is not None else set()
    return Access(frozenset(kinds) | integrations, scope)


class OpenedByOperation(BasePermission):
    """An operation is open to whom it names; one that names nobody is open to nobody."""

    def has_permission(self, request: Any, view: Any) -> bool:
        """Whether it is. Raises NotAuthenticated for strangers, MethodNotAllowed, Problem for a missing scope."""
        method = request.method.lower()
        if method not in view.http_method_names or not hasattr(view, method):
            raise MethodNotAllowed(request.method)
        operation = getattr(getattr(view, method), "operation", None)
        if operation is None:
            return False
        access, caller = operation.access, request.caller
        if caller.kind not in access.kinds:
            if caller.kind == Kind.STRANGER:
                raise NotAuthenticated
            raise Problem(NOT_ALLOWED)
        if caller.kind == Kind.INTEGRATION and access.scope is not None and access.scope not in caller.scopes:
            raise Problem(MISSING_SCOPE, str(access.scope))
        return True
