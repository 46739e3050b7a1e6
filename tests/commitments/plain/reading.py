"""The verdict of the plain reading, in the words of section 6 of the contract."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.commitments.plain.care import judge_complaints, judge_conversation, judge_offer
from tests.commitments.plain.engaged import judge_engaged
from tests.commitments.plain.ledger import Ledger, printed
from tests.commitments.plain.shape import read
from tests.commitments.plain.strict import UnreadableError

Verdict = dict[str, Any]


def verdict(line: Any, now: datetime | None = None) -> Verdict:
    """The findings and obligations of one case at its own `now`, else at `now`, else at present; or its error."""
    try:
        case = read(line)
    except UnreadableError as error:
        name = line.get("id") if isinstance(line, dict) else None
        return {"id": name if isinstance(name, str) and name.strip() else None, "error": str(error)}
    ledger = judged(case, case["now"] or now or datetime.now(UTC))
    findings = [
        {"rule": rule, "subject": subject, "occurred_at": printed(at), "severity": severity}
        for at, rule, subject, severity in sorted(ledger.findings)
    ]
    obligations = [
        {"rule": rule, "subject": subject, "due_at": printed(at)} for at, rule, subject, _ in sorted(ledger.obligations)
    ]
    return {"id": case["id"], "findings": findings, "obligations": obligations}


def judged(case: dict[str, Any], now: datetime) -> Ledger:
    """The ledger of a case that could be read, after every rule has looked at it."""
    ledger = Ledger(case, now)
    judge_offer(ledger)
    judge_engaged(ledger)
    judge_complaints(ledger)
    judge_conversation(ledger)
    return ledger
