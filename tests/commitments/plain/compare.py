"""The judge beside the plain reading: `python -m tests.commitments.plain.compare COUNT SEED` shows what differs."""

from __future__ import annotations

import copy
import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from orders.commitments.files import answer
from partners.calendars import microseconds_of
from tests.commitments.plain.broken import broken_case
from tests.commitments.plain.cases import Case, random_case
from tests.commitments.plain.reading import Verdict, verdict

PRESENT = datetime(2026, 7, 1, 12, tzinfo=UTC)
SHOWN = 5


def judged(case: Any) -> Verdict:
    """What the judge's own command writes for this case."""
    line = json.dumps(case).encode()
    return json.loads(answer(line, microseconds_of(PRESENT)).text)


def rows(said: Verdict) -> set[str]:
    """The findings and obligations as texts that can be told apart; an error is one text."""
    if "error" in said:
        return {"error"}
    return {json.dumps(row, sort_keys=True) for key in ("findings", "obligations") for row in said[key]}


def differ(case: Any) -> bool:
    """Whether the two readings say different things; of errors, only that there is one and whose (NaN is no JSON)."""
    theirs, plain = judged(case), verdict(case, PRESENT)
    if "error" in theirs and "error" in plain:
        return theirs["id"] != plain["id"] and "NaN" not in json.dumps(case)
    return theirs != plain


def disputed(case: Any) -> set[str]:
    """The rules the readings disagree on."""
    theirs, plain = judged(case), verdict(case, PRESENT)
    return {json.loads(row)["rule"] if row != "error" else row for row in rows(theirs) ^ rows(plain)}


def smallest(case: Any) -> Any:
    """The same dispute with as few events and terms as still show it."""
    dispute = disputed(case)
    if "error" in dispute or not isinstance(case, dict) or not dispute:
        return case
    for container in ("events", "closures"):
        for place in reversed(range(len(case[container]))):
            shorter = copy.deepcopy(case)
            del shorter[container][place]
            case = shorter if disputed(shorter) & dispute else case
    for key in list(case["policy"]):
        shorter = copy.deepcopy(case)
        del shorter["policy"][key]
        case = shorter if disputed(shorter) & dispute else case
    return case


def differences(cases: Iterable[Case]) -> list[Case]:
    """The cases on which the two readings differ."""
    return [case for case in cases if differ(case)]


def show(case: Case) -> None:
    """Print a dispute in its smallest form, and what each side says."""
    least = smallest(case)
    plain, theirs = verdict(least, PRESENT), judged(least)
    print(json.dumps(least, ensure_ascii=False))
    for title, only in (("judge", rows(theirs) - rows(plain)), ("plain", rows(plain) - rows(theirs))):
        for row in sorted(only):
            print(f"  only the {title}: {row}")
    print("  errors:", theirs.get("error"), "|", plain.get("error"))


def main(count: int, seed: int) -> int:
    """Compare `count` good cases and a quarter as many broken ones; 1 where any differ."""
    found = differences(map(random_case, range(seed, seed + count)))
    found += differences(map(broken_case, range(seed, seed + count // 4)))
    for case in found[:SHOWN]:
        show(case)
    print(f"{count + count // 4} cases from seed {seed}: {len(found)} differ")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
