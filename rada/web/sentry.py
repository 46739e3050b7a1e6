"""Failures go to Sentry where SENTRY_DSN is set: what failed and where in the code, nothing that anybody typed."""

from __future__ import annotations

from typing import Any

import sentry_sdk

from rada.lib import log_lines
from rada.lib.masking import masked

# All that is sent of an event. Requests, users, breadcrumbs, arguments of tasks and local variables stay here.
KEPT = ("event_id", "timestamp", "platform", "level", "logger", "transaction", "environment", "release", "exception")
KEPT_OF_AN_ERROR = ("type", "module", "mechanism", "stacktrace")


def start(dsn: str, *, environment: str) -> None:
    """Report from now on what Django, Celery and the log say failed."""
    sentry_sdk.init(
        dsn=dsn,
        environment=environment,
        send_default_pii=False,
        before_send=scrubbed,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
    )


def scrubbed(event: Any, hint: Any) -> Any:
    """The event with the facts of its log line; without words, since an error's own may quote a form."""
    kept = {name: event[name] for name in KEPT if name in event}
    for error in kept.get("exception", {}).get("values", []):
        for name in error.keys() - set(KEPT_OF_AN_ERROR):
            del error[name]
        error.get("mechanism", {}).pop("data", None)
    if "logentry" in event:  # as it stands in the code, without what would be filled in
        kept["logentry"] = {"message": masked(event["logentry"].get("message", ""))}
    return {**kept, "tags": dict(log_lines.facts())}
