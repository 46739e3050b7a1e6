"""Files of cases: what `manage.py judge` reads and writes."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from orders.commitments.files import answer
from partners.calendars import microseconds_of
from tests.commitments.story import Story, at, engaged

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "cases"  # the contract's worked examples
NOW = microseconds_of(at("12:00"))


def line_of(story: Story, **fields: object) -> bytes:
    return json.dumps({**story.content, **fields}).encode() + b"\n"


def judge_command(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    nowhere = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "REDIS_URL": "redis://127.0.0.1:1/0"}
    command = [sys.executable, "manage.py", "judge", *arguments]
    return subprocess.run(command, cwd=ROOT, input=given, capture_output=True, env=nowhere, check=False)


def test_an_answer_is_one_line_of_json_in_the_contracts_words():
    line = line_of(engaged().message("09:00"))

    text, failed = answer(line, NOW)

    assert not failed
    assert text == (
        '{"id": "c-1", "findings": ['
        '{"rule": "A3.no_appointment", "subject": "e2", "occurred_at": "2026-03-02T02:00:00Z", "severity": "minor"}, '
        '{"rule": "C1.reply_late", "subject": "e3", "occurred_at": "2026-03-02T03:00:00Z", "severity": "minor"}], '
        '"obligations": []}'
    )


def test_microseconds_are_written_where_they_are_not_zero():
    line = line_of(engaged().arrived("08:01").message("09:00:00.000001"), now=at("09:30").isoformat())

    text, _ = answer(line, NOW)

    assert json.loads(text)["obligations"] == [
        {"rule": "C1.reply_late", "subject": "e4", "due_at": "2026-03-02T03:00:00.000001Z"}
    ]


def test_names_are_written_as_json_writes_them():
    line = line_of(engaged().message("09:00", id='đ"\\\ud800'), id="Ổ")

    text, _ = answer(line, NOW)

    assert text.isascii()
    assert [found["subject"] for found in json.loads(text)["findings"]][-1] == 'đ"\\\ud800'


@pytest.mark.parametrize(
    ("line", "case_id"),
    [
        (b"{not json", None),
        (b"[]", None),
        (b'"e1"', None),
        (b'{"id": 7}', None),
        (b'{"id": "c-2"}', "c-2"),
        (b'{"id": "c-3", "n": NaN}', None),
        (b'{"id": "c-4", "n": -Infinity}', None),
        (b'{"id": "c-5", "n": ' + b"9" * 5000 + b"}", None),
        (b"[" * 200_000, None),
        (b'{"id": "c-6", "n": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", None),
        (b'\xff\xfe{"id": "c-7"}', None),
        (b'{"id": "\\ud800"}', "\ud800"),
        (line_of(engaged().policy(reply_minutes_engaged=10**30).message("11:59")), "c-1"),
    ],
)
def test_a_line_that_cannot_be_judged_is_answered_with_its_error(line, case_id):
    text, failed = answer(line, NOW)

    told = json.loads(text)

    assert failed
    assert (told["id"], list(told)) == (case_id, ["id", "error"])


def test_a_byte_order_mark_is_no_part_of_the_case():
    line = b"\xef\xbb\xbf" + line_of(engaged())

    _, failed = answer(line, NOW)

    assert not failed


def test_huge_amounts_are_judged_like_any_other():
    story = engaged().terms(prices={"A": {"max": 10**400}})
    story.receipt_issued("09:00", lines=[{"code": "A", "unit_price": 10**400 + 1, "qty": 10**400}])

    text, _ = answer(line_of(story), NOW)

    assert "B1.overpriced" in text


def test_the_command_answers_every_line_in_order_and_fails_at_the_end(tmp_path):
    cases = tmp_path / "cases.jsonl"
    cases.write_bytes(line_of(engaged(), id="a") + b"\n  \nbroken\n" + line_of(engaged(), id="b").rstrip())

    done = judge_command(str(cases), "--now", "2026-03-02T12:00:00+07:00")

    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", None, "b"]
    assert done.returncode == 1


def test_a_cases_own_now_wins_over_the_commands():
    given = line_of(engaged(), id="own", now=at("08:30").isoformat()) + line_of(engaged(), id="given")

    done = judge_command("-", "--now", "2026-03-02T12:00:00+07:00", given=given)

    assert [len(json.loads(line)["findings"]) for line in done.stdout.splitlines()] == [0, 1]
    assert done.returncode == 0


@pytest.mark.parametrize("arguments", [("nowhere.jsonl",), ("-", "--now", "noon")])
def test_a_missing_file_or_a_wrong_instant_is_one_sentence_and_status_two(arguments):
    done = judge_command(*arguments)

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, b"", 1)


def test_a_reader_who_has_seen_enough_is_no_failure_to_report():
    given = line_of(engaged()) * 3000
    read_end, write_end = os.pipe()
    os.close(read_end)

    with os.fdopen(write_end, "wb") as closed_pipe:
        done = subprocess.run(
            [sys.executable, "manage.py", "judge", "-"],
            cwd=ROOT,
            input=given,
            stdout=closed_pipe,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert done.stderr == b""


def test_the_contracts_examples_are_judged_byte_for_byte():
    examples = io.BytesIO((CASES / "examples.jsonl").read_bytes())

    answers = [answer(line, NOW).text for line in examples]

    assert "\n".join(answers) + "\n" == (CASES / "expected.jsonl").read_text()


def test_every_line_of_the_contracts_errors_is_an_error():
    errors = (CASES / "errors.jsonl").read_bytes().splitlines()

    failures = [answer(line, NOW).failed for line in errors]

    assert failures == [True] * len(errors)
