"""What judging a file of cases costs beside merely reading and writing its lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings

from orders.benches.registry import BenchError, Write, bench, interleaved, ratio
from orders.commitments.files import answer

BAR = 4.0
EXAMPLES = settings.BASE_DIR / "tests/commitments/cases/examples.jsonl"


@bench("judge")
def bench_judge(write: Write, *, cases: str | None = None, rounds: int = 20, **_options: Any) -> None:
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

    timings = interleaved({"reference": lambda: _read_and_write(lines), "judge": lambda: _judge(lines)}, rounds)

    events = sum(len(case["events"]) for case in read)
    write(
        f"judge: {len(lines)} cases, {events} events, {sum(map(len, lines))} bytes; {rounds} rounds, one core, no memo"
    )
    for name, says in (("reference", "json.loads + json.dumps"), ("judge", "read, judge and write")):
        write(f"  {says:<24} {timings[name].best / len(lines) * 1e6:8.1f} µs a case")
    write(f"  ratio {ratio(timings['judge'], timings['reference']):.2f} (bar {BAR:g})")


def _read_and_write(lines: list[bytes]) -> None:
    for line in lines:
        json.dumps(json.loads(line))


def _judge(lines: list[bytes]) -> None:
    for line in lines:
        answer(line, 0)
