"""What happened to a breach, and why, in one line."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from rada.web.wording import instant

MENDED = "cured"
RULING_WORDS: dict[str, Any] = {
    "evidence_clear": _lazy("the evidence is clear"),
    "partner_admitted": _lazy("the partner admits it"),
    "rada_fault": _lazy("it was Rada's own fault"),
    "customer_fault": _lazy("the customer caused it"),
    "wrong_record": _lazy("it was recorded wrongly"),
    "force_majeure": _lazy("nobody could have prevented it"),
    "agreed": _lazy("the customer had agreed"),
    "lifted_meanwhile": _lazy("the breach does not count any more anyway"),
    "facts_stand": _lazy("the recorded facts stand"),
    "not_shown": _lazy("what was sent does not show it"),
    "partner_appeals": _lazy("the partner disputes it"),
    "repeated": _lazy("the same thing broke it before: the earlier breach bears the points, once"),
    "borne_instead": _lazy("the breach of the same thing that bore the points does not count any more"),
    "other": _lazy("another reason"),
}
JUDGED_AGAIN = _lazy("judged again with the facts as they stand now")


class Decision(Protocol):
    """A decision's row, its event and closure at hand."""

    kind: str
    reason: str
    note: str
    decided_at: datetime
    decided_by: Any
    event: Any
    closure: Any

    def get_kind_display(self) -> str: ...


def decision_line(decision: Decision) -> str:
    """`retracted 22/11/2026 21:05: an event reported late (Message, 22/11/2026 08:30)`."""
    return _("%(what)s %(at)s: %(why)s") % {
        "what": decision.get_kind_display(),
        "at": instant(decision.decided_at),
        "why": decision_why(decision),
    }


def decision_why(decision: Decision, *, is_for_partner: bool = False) -> str:
    """Why, and who; a partner is told that Rada decided, not which of its people did."""
    if decision.event is not None:
        what = (
            _("%(event)s, %(at)s")
            if decision.kind == MENDED
            else _("an event that was reported late (%(event)s, %(at)s)")
        )
        return what % {"event": decision.event.get_kind_display(), "at": instant(decision.event.at)}
    if decision.closure is not None:
        return _("an exempt time (%(reason)s, %(start)s to %(end)s)") % {
            "reason": decision.closure.get_reason_display(),
            "start": instant(decision.closure.starts_at),
            "end": instant(decision.closure.ends_at),
        }
    if decision.decided_by is None:
        return str(RULING_WORDS.get(decision.reason, JUDGED_AGAIN))
    why = ruling_words(decision.reason)
    why = f"{why}: {decision.note}" if decision.note else why
    return f"{why} ({'Rada' if is_for_partner and decision.decided_by.is_staff else decision.decided_by})"


def ruling_words(code: str) -> str:
    """A person's reason for a decision, in words; a text that is no code as it is."""
    return str(RULING_WORDS.get(code, code))
