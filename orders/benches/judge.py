"""What judging a file of cases costs beside merely reading and writing its lines, and all rules beside eight."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from orders.benches.registry import BenchError, Goal, Write, bench, interleaved, ratio
from orders.commitments.files import answer
from orders.commitments.judge import judge
from orders.commitments.reading import read_case
from orders.commitments.registry import FINDERS, RULES, Finder

BAR, ALL_BESIDE_EIGHT = 4.0, 2.0
EIGHT = (
    "A1.unanswered", "A2.no_feedback", "A3.no_appointment", "A4.no_receipt", "A5.complaint_unanswered",
    "B1.late_arrival", "B5.checklist_skipped", "C1.reply_late",
)  # fmt: skip
SAYS = {
    "reference": "json.loads + json.dumps",
    "judge": "read, judge and write",
    "eight": f"case from a dictionary, {len(EIGHT)} rules",
    "all": f"case from a dictionary, {len(RULES)} rules",
}
EXAMPLES = settings.BASE_DIR / "tests/commitments/cases/examples.jsonl"


@bench("judge")
def bench_judge(write: Write, *, cases: str | None = None, rounds: int = 20, **_options: Any) -> list[Goal]:
    """A line through `manage.py judge`, against the same line through json.loads and json.dumps."""
    path = Path(cases) if cases else EXAMPLES
    try:
        lines = [line for line in path.read_bytes().splitlines(keepends=True) if line.strip()]
    except OSError as error:
        raise BenchError(f"{path} cannot be read: {error.strerror}; name a file of cases with --cases.") from None
    answers = [answer(line, 0) for line in lines]
    read = [json.loads(line) for line, (_text, failed) in zip(lines, answers, strict=True) if not failed]
    if len(read) < len(lines) or [case["id"] for case in read] != [json.loads(text)["id"] for text, _ in answers]:
        raise BenchError(f"{path}: every line must be a readable case, so that both sides do the same work.")

    eight = {kind: {code: found[code] for code in EIGHT if code in found} for kind, found in FINDERS.items()}
    timings = interleaved(
        {
            "reference": lambda: _read_and_write(lines),
            "judge": lambda: _judge(lines),
            "all": lambda: _judge_read(read, FINDERS),
            "eight": lambda: _judge_read(read, eight),
        },
        rounds,
    )

    events = sum(len(case["events"]) for case in read)
    write(
        f"judge: {len(lines)} cases, {events} events, {sum(map(len, lines))} bytes; {rounds} rounds, one core, no memo"
    )
    for name, says in SAYS.items():
        write(f"  {says:<34} {timings[name].best / len(lines) * 1e6:8.1f} µs a case")
    return [
        Goal("a line judged beside json.loads and json.dumps", ratio(timings["judge"], timings["reference"]), BAR),
        Goal("all rules beside eight", ratio(timings["all"], timings["eight"]), ALL_BESIDE_EIGHT),
    ]


def _read_and_write(lines: list[bytes]) -> None:
    for line in lines:
        json.dumps(json.loads(line))


def _judge_read(cases: list[dict[str, Any]], by: Mapping[str, Mapping[str, Finder]]) -> None:
    for content in cases:
        case = read_case(content, default_now=0)
        judge(case, 0 if case.now is None else case.now, by=by)


def _judge(lines: list[bytes]) -> None:
    for line in lines:
        answer(line, 0)
