"""Rules, breaches, clocks and events in words: nothing the judge can say is left without them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from orders.codes import CANCEL_REASONS, CATEGORIES, DECLINE_REASONS
from orders.commitments.judge import judge
from orders.commitments.kinds import KINDS
from orders.commitments.outcomes import Clock, Finding, as_json
from orders.commitments.reading import CaseError, read_case
from orders.commitments.registry import RULES
from orders.models import EventKind
from orders.wording import breach_sentence, category_words, clock_words, event_line, reason_words, rule_words
from orders.wording.clocks import CLOCK_WORDS
from orders.wording.spans import whole_minutes
from tests.commitments.plain.cases import random_case

LATER = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def stored(finding: Finding) -> SimpleNamespace:
    """The finding as its row tells it: facts as plain JSON."""
    return SimpleNamespace(
        rule=finding.rule,
        facts=as_json(finding.facts),
        evidence=list(finding.evidence),
        occurred_at=finding.occurred_at,
    )


def cases(count: int) -> Iterator[Any]:
    for seed in range(count):
        try:
            yield read_case(random_case(seed))
        except CaseError:
            continue


def case_of(*events: dict[str, Any]) -> Any:
    hours = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    numbered = [{"id": f"e{index}", **event} for index, event in enumerate(events)]
    terms = {"hours": hours, "response_minutes": 15}
    return read_case({"id": "c", "service": "AC", "policy": {}, "closures": [], "terms": terms, "events": numbered})


def test_every_rule_has_a_title_and_says_what_it_asks() -> None:
    wordless = []

    for rule in RULES:
        words = rule_words(rule)
        wordless += [rule] if not str(words.title) or not str(words.asks).endswith(".") else []

    assert wordless == []


def test_every_rule_that_the_judge_finds_broken_becomes_a_sentence_from_the_judge_and_from_the_row_alike() -> None:
    told = set()

    for case in cases(400):
        for finding in judge(case, LATER).findings:
            sentence = breach_sentence(finding)
            assert sentence.endswith(".")
            assert "%" not in sentence.replace(" % ", "")
            assert breach_sentence(stored(finding)) == sentence
            told.add(finding.rule)

    assert told == set(RULES)


def test_every_clock_that_runs_says_what_to_do_and_by_which_act() -> None:
    running = {
        found.rule
        for case in cases(200)
        for event in case.events
        if event.kind in {"offered", "accepted", "cancelled", "completed", "scheduled", "message", "complaint_opened"}
        for found in judge(case, event.at).obligations
    }

    actions = {rule: clock_words(rule).action for rule in running}

    assert running == set(CLOCK_WORDS)
    assert all(actions.values())


def test_a_late_reply_is_told_with_the_hours_that_counted_and_the_night_that_did_not() -> None:
    case = case_of(
        {"kind": "offered", "at": "2026-11-21T10:00:00+07:00", "actor": "rada"},
        {"kind": "accepted", "at": "2026-11-21T10:01:00+07:00", "actor": "partner"},
        {"kind": "scheduled", "at": "2026-11-21T10:02:00+07:00", "actor": "partner",
         "arrive_from": "2026-11-23T10:00:00+07:00", "arrive_to": "2026-11-23T11:00:00+07:00"},
        {"kind": "message", "at": "2026-11-21T20:40:00+07:00", "actor": "customer"},
        {"kind": "message", "at": "2026-11-22T09:05:00+07:00", "actor": "partner"},
    )  # fmt: skip
    finding = judge(case, datetime(2026, 11, 22, 3, tzinfo=UTC)).findings[0]

    sentence = breach_sentence(finding, [SimpleNamespace(event_id="e4", kind="message", actor="partner")])

    assert sentence == (
        "The customer wrote at 20:40 Saturday 21/11; 20 minutes counted until 21:00, night rest, "
        "40 minutes from 08:00; due 08:40 Sunday 22/11; replied at 09:05, 25 minutes late."
    )


def test_a_clock_that_starts_at_night_says_since_when_it_counts() -> None:
    case = case_of({"kind": "offered", "at": "2026-11-21T22:00:00+07:00", "actor": "rada"})
    finding = judge(case, LATER).findings[0]

    sentence = breach_sentence(finding)

    assert sentence == (
        "Order offered at 22:00 Saturday 21/11; 15 minutes counted from 08:00 Sunday 22/11; "
        "due 08:15 Sunday 22/11; no answer by then."
    )


def test_stretches_are_rounded_so_that_their_sum_is_what_was_promised() -> None:
    def at(second: int) -> datetime:
        return datetime.fromtimestamp(second, UTC)

    minutes = whole_minutes([(at(0), at(1170)), (at(9000), at(11430))])

    assert minutes == [20, 40]


def test_every_event_of_every_case_has_a_line() -> None:
    told = set()

    for case in cases(150):
        for event in case.events:
            payload = {**event.data, "text": {"sha256": "0", "blank": False}}
            line = event_line(SimpleNamespace(kind=event.kind, actor=event.actor, payload=payload, is_spoken=False))
            assert line
            assert "\n" not in line.strip() or event.kind in {"declined", "cancelled", "receipt_issued"}
            told.add(event.kind)

    assert told == set(KINDS) == set(EventKind.values)


def test_a_text_stands_in_its_line_and_an_erased_one_says_so() -> None:
    payload = {"needs_reply": True, "auto": False, "text": {"sha256": "0", "blank": False}}
    message = SimpleNamespace(kind="message", actor="customer", payload=payload, is_spoken=False)

    lines = [event_line(message, {"text": "Anh ơi\nmáy kêu"}), event_line(message)]

    assert lines == ["The customer wrote: “Anh ơi máy kêu”", "The customer wrote: (text erased)"]


def test_every_reason_and_category_that_services_offer_has_words() -> None:
    codes = {*DECLINE_REASONS, *(code for reasons in CANCEL_REASONS.values() for code in reasons)}

    words = {code: reason_words(code) for code in codes} | {code: category_words(code) for code in CATEGORIES}

    assert [code for code, said in words.items() if said == code and "_" in code] == []
    assert reason_words("") == "no reason given"


def test_only_rules_with_a_clock_have_clock_words() -> None:
    clocks = {
        found.rule
        for case in cases(150)
        for found in judge(case, LATER).findings
        if isinstance(found._outcome, Clock) and found.rule != "A4.unstamped"
    }

    assert clocks == set(CLOCK_WORDS)
