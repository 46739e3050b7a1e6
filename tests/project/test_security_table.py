"""docs/security.md says of each requirement what holds it: those tests exist, those settings have those values."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import Any

import pytest

from rada.launcher.places import ROOT
from tests.project.production import settings_of_production

DOCS = ROOT / "docs"
PAGE = (DOCS / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (L[123]) \| (.+?) \| (.+) \|$", re.MULTILINE)
OTHER_ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \|(?: ([^|]+?) \|)?$", re.MULTILINE)
TEST = re.compile(r"[a-z_/]+/test_[a-z_]+\.py(?:::(test_[a-z_0-9]+))?")
SETTING = re.compile(r"([A-Z][A-Z_0-9]+)((?:\.[A-Za-z-]+)*) = (.+)")
SECTIONS = {
    1: 5,
    2: 4,
    3: 7,
    4: 4,
    5: 4,
    6: 8,
    7: 6,
    8: 4,
    9: 2,
    10: 7,
    11: 7,
    12: 3,
    13: 4,
    14: 3,
    15: 4,
    16: 5,
    17: 3,
}
# What this system promised to keep of levels 1 to 3, whatever else stands there.
PROMISED = """
1.2.1 1.2.2 1.2.4 1.2.10 1.3.4 1.3.6 2.1.1 2.1.3 2.2.1 2.2.2 2.3.1 2.3.3 2.3.4 2.4.1 3.2.1 3.3.1 3.3.2 3.3.4
3.4.1 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.7.2 4.1.1 4.1.3 4.1.4 5.1.1 5.2.1 5.2.2 5.2.4 5.2.6 5.3.1 5.3.2
5.4.1 5.4.2 5.4.3 6.1.1 6.2.4 6.3.1 6.3.3 6.3.8 6.4.6 6.5.1 6.6.2 6.6.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 8.1.1
8.2.1 8.2.2 8.2.3 8.3.2 8.4.1 9.1.1 9.2.1 9.2.2 11.5.1 13.2.4 13.4.2 14.2.1 14.2.8 14.3.2 15.2.2 15.3.2 15.3.3
15.3.4 15.4.2 16.2.2 16.2.5 16.3.1 16.3.2 16.4.1 16.5.1 16.5.2 16.5.3 16.5.4
"""


def rows() -> dict[str, tuple[str, str, str]]:
    """Level, meaning and evidence of each requirement."""
    return {number: (level, here, held) for number, level, here, held in ROW.findall(PAGE)}


def passed_over() -> set[str]:
    """What the page says does not apply: chapters, sections and requirements."""
    part = PAGE.partition("### What does not apply")[2].partition("\n## ")[0]
    names = [name for cell, *_why in OTHER_ROW.findall(part) for name in cell.split(", ")]
    return {name.removeprefix("V") for name in names} - {"part", "---"}


def evidence(cell: str) -> list[str]:
    """What a cell names: code between backticks, and pages it links to."""
    return re.findall(r"`([^`]+)`", cell) + re.findall(r"\]\(([^)]+)\)", cell)


@cache
def settings() -> dict[str, Any]:
    return settings_of_production()


def missing(told: str) -> str:
    """Why a piece of evidence is none; nothing where it holds."""
    if TEST.fullmatch(told):
        return missing_test(told)
    if told.startswith("script/check: "):
        line = f"check {told.removeprefix('script/check: ')}\n"
        return "" if line in (ROOT / "script" / "check").read_text(encoding="utf-8") else "script/check does not do it"
    if found := SETTING.fullmatch(told):
        return wrong_setting(*found.groups())
    return "" if told.endswith(".md") and (DOCS / told).is_file() else "neither test, setting, check nor page"


def missing_test(told: str) -> str:
    path, _colons, name = told.partition("::")
    file = ROOT / "tests" / path
    if not file.is_file():
        return "no such file"
    return "" if f"\ndef {name}(" in file.read_text(encoding="utf-8") or not name else "no such test"


def wrong_setting(name: str, within: str, value: str) -> str:
    """Why production's setting is another; `frozenset({...})` is written as Python shows it."""
    held = settings().get(name)
    for key in within.split(".")[1:]:
        held = held[key]
    if isinstance(held, frozenset):
        held, value = set(held), value.removeprefix("frozenset(").removesuffix(")")
    return "" if held == ast.literal_eval(value) else f"it is {held!r}"


@pytest.mark.parametrize("number", rows())
def test_what_holds_a_requirement_is_there(number):
    held = evidence(rows()[number][2])

    assert held, "a row without evidence"
    assert {told: why for told in held if (why := missing(told))} == {}


def test_every_test_that_the_page_names_exists():
    named = [told for told in re.findall(r"`([^`]+)`", PAGE) if TEST.fullmatch(told)]

    assert {told: why for told in named if (why := missing_test(told))} == {}


def test_nothing_that_was_promised_is_left_out():
    assert set(PROMISED.split()) - set(rows()) == set()


def test_every_section_has_a_row_or_the_reason_why_not():
    present = {number.rpartition(".")[0] for number in rows()}
    silent = passed_over()

    left_out = {
        f"{chapter}.{section}"
        for chapter, sections in SECTIONS.items()
        for section in range(1, sections + 1)
        if str(chapter) not in silent and f"{chapter}.{section}" not in silent | present
    }

    assert left_out == set()


def test_nothing_both_applies_and_does_not():
    assert passed_over() & set(rows()) == set()


def test_a_deviation_says_how_it_is_met():
    deviations = [here for _level, here, _held in rows().values() if "**Deviation" in here]

    assert len(deviations) > 5
    assert all(len(here.partition("**Deviation:**")[2]) > 40 for here in deviations)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("orders/test_races.py::test_that_is_none", "no such test"),
        ("orders/test_that_is_none.py", "no such file"),
        ("X_FRAME_OPTIONS = 'SAMEORIGIN'", "it is 'DENY'"),
        ("CONTENT_SECURITY_POLICY.DIRECTIVES.base-uri = [\"'self'\"]", "it is [\"'none'\"]"),
        ("script/check: rm", "script/check does not do it"),
        ("trust us", "neither test, setting, check nor page"),
        ("nowhere.md", "neither test, setting, check nor page"),
    ],
)
def test_what_is_no_evidence_is_noticed(told, why):
    assert missing(told) == why
