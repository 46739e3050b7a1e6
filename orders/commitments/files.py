"""Files of cases: one JSON case a line in, one JSON line a case out (docs/commitments.md §6)."""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from json.encoder import encode_basestring_ascii as quoted  # type: ignore[attr-defined]
from typing import Any, NamedTuple, NoReturn

from orders.commitments.judge import judge
from orders.commitments.outcomes import Verdict, written
from orders.commitments.reading import CaseError, read_case

# Written by hand: rules and instants need no escaping, and a dictionary for each finding would cost as much as judging.
_VERDICT = '{"id": %s, "findings": [%s], "obligations": [%s]}'
_FINDING = '{"rule": "%s", "subject": %s, "occurred_at": "%s", "severity": "%s"}'
_OBLIGATION = '{"rule": "%s", "subject": %s, "due_at": "%s"}'
_INFINITE_NUMBERS = "is not JSON: NaN and Infinity are no numbers"


class Answer(NamedTuple):
    """The line to write, without its line end, and whether the case could not be read."""

    text: str
    failed: bool


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(_INFINITE_NUMBERS)


_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode


def decoded(line: bytes) -> Any:
    """The JSON value on a line, a byte order mark before it left out. ValueError or RecursionError where it is none."""
    return _decode(line.removeprefix(BOM_UTF8).decode())


def answer(line: bytes, default_now: int) -> Answer:
    """Judge the case on one line; whatever is wrong with it becomes its answer.

    `default_now`, microseconds since 1970 UTC, is for cases without a `now` of their own.
    """
    content: Any = None
    try:
        content = decoded(line)
        case = read_case(content, default_now=default_now)
        verdict = judge(case, default_now if case.now is None else case.now)
        return Answer(verdict_line(case.id, verdict), failed=False)
    except CaseError as error:
        return Answer(error_line(content, str(error)), failed=True)
    except RecursionError:
        return Answer(error_line(content, "nested too deeply"), failed=True)
    except ValueError as error:
        return Answer(error_line(content, f"not a line of JSON: {error}"), failed=True)


def verdict_line(case_id: str, verdict: Verdict) -> str:
    """The line of a verdict, without its line end."""
    findings = [
        _FINDING % (found.rule, quoted(found.subject), written(found.occurred_microseconds), found.severity)
        for found in verdict.findings
    ]
    obligations = [
        _OBLIGATION % (running.rule, quoted(running.subject), written(running.due_microseconds))
        for running in verdict.obligations
    ]
    return _VERDICT % (quoted(case_id), ", ".join(findings), ", ".join(obligations))


def error_line(content: Any, problem: str) -> str:
    """The line of a case that was refused, without its line end; `content` is whatever could be read of it."""
    case_id = content.get("id") if isinstance(content, dict) else None
    return json.dumps({"id": case_id if isinstance(case_id, str) else None, "error": problem})
