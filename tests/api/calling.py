"""Calling the API as each kind of caller does."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

from django.test import Client

from orders.models import Order
from orders.services import links
from partners.actors import Actor
from partners.services import app_sessions
from rada.platform import integrations
from rada.web.api.callers import Scope

V1 = "/api/v1/"
_keys = count(1)


class Caller:
    """Somebody with a token, or a stranger; every write has a key of its own unless one is given."""

    def __init__(self, authorization: str = "", *, language: str = "en", **headers: str) -> None:
        self.client = Client()
        shown = {"Authorization": authorization} if authorization else {}
        self.headers = {"Accept-Language": language, **shown, **headers}

    def get(self, path: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        """Read."""
        return self.client.get(V1 + path, query, headers={**self.headers, **_named(headers)})

    def post(self, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        """Write."""
        return self.send("post", path, body, key=key, **headers)

    def send(self, method: str, path: str, body: Any = None, *, key: str = "", **headers: str) -> Any:
        """Write by any method."""
        named = {"Idempotency-Key": key or f"test-{next(_keys)}", **self.headers, **_named(headers)}
        return self.client.generic(
            method.upper(), V1 + path, "" if body is None else _json(body), "application/json", headers=named
        )

    def send_files(self, path: str, fields: dict[str, Any], *, key: str = "") -> Any:
        """Write a form with files."""
        named = {"Idempotency-Key": key or f"test-{next(_keys)}", **self.headers}
        return self.client.post(V1 + path, fields, headers=named)


def an_integration(*scopes: Scope, acting_for: str = "") -> Caller:
    """A program with these scopes, every one where none is named."""
    secret = integrations.make(f"Backend {next(_keys)}", scopes=list(scopes or Scope), days=30)
    return Caller(f"Bearer {secret.token}", **({"Rada-Acting-For": acting_for} if acting_for else {}))


def an_app_of(actor: Actor, *, agent: str = "tests") -> Caller:
    """The partner app, signed in as this member."""
    return Caller(f"Bearer {app_sessions.begin(actor.user, actor, agent).access_token}")


def a_customer_of(order: Order) -> Caller:
    """Whoever holds a private link to the order."""
    return Caller(f"Link {links.issue(order)}")


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def _json(body: Any) -> str | bytes:
    return body if isinstance(body, str | bytes) else json.dumps(body)
