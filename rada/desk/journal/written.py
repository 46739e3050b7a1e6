"""Which tables a request wrote to, and kept: what is asked before something is called an act."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

WRITES = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
SAVEPOINT = re.compile(r'\s*(ROLLBACK TO SAVEPOINT|SAVEPOINT)\s+"?(\w+)"?', re.IGNORECASE)
# Rows that say that somebody was here, not that anything changed.
NO_ACT = frozenset(
    {
        "django_session",
        "partners_signedindevice",
        "platform_idempotencykey",
        "orders_viewing",
        "complaints_complaintwatch",
    }
)


class Written:
    """Watches the statements of a connection; what a savepoint took back was not written."""

    def __init__(self) -> None:
        self.tables: list[str] = []
        self._savepoints: dict[str, int] = {}

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Run the statement, then note it."""
        answer = execute(sql, params, many, context)
        statement = str(sql)
        if write := WRITES.match(statement):
            self.tables += {write[1]} - NO_ACT
        elif mark := SAVEPOINT.match(statement):
            self._mark(mark[1].upper(), mark[2])
        return answer

    def _mark(self, word: str, name: str) -> None:
        if word == "SAVEPOINT":
            self._savepoints[name] = len(self.tables)
        else:
            del self.tables[self._savepoints.get(name, 0) :]
