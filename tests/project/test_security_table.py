"""docs/security.md says what holds each requirement of ASVS 5.0.0: those tests and settings are what it says."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache
from typing import Any

import pytest
from django.conf import global_settings

from rada.launcher.places import ROOT
from tests.project.production import settings_of_production

DOCS = ROOT / "docs"
PAGE = (DOCS / "security.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (L[123]) \| (.+?) \| (.+) \|$", re.MULTILINE)
OTHER_ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \|(?: ([^|]+?) \|)?$", re.MULTILINE)
TEST = re.compile(r"[a-z_/]+/test_[a-z_]+\.py(?:::(test_[a-z_0-9]+))?")
SETTING = re.compile(r"([A-Z][A-Z_0-9]+)((?:\.[\w-]+)*) = (.+)")
# ASVS 5.0.0: of each chapter its sections, of each section the levels of its requirements in their order.
PUBLISHED = """
1: 22 1111122223 112222222223 222 123
2: 122 112 12223 23
3: 3 113 12223 11222233 11122333 3 22333
4: 12233 23333 22 1222
5: 2 112333 113 222
6: 122 111111112222 11223333 112233 22222333 2223 33 2222
7: 222 1111 22 11222 223 22
8: 1233 1123 133 23
9: 111 1222
10: 22 223 22223 1111122222233333 22222 22 222
11: 2233 22233 11233 1222 23 23 33
12: 12233 11 22223
13: 2333 222223 2233 1222233
14: 22 12223333 122
15: 12233 12233 1222222 3333
16: 2 22222 2222 222 2223
17: 23 22223333 22
"""
# What this system promised to keep of levels 1 to 3, whatever else stands there.
PROMISED = """
1.2.1 1.2.2 1.2.4 1.2.10 1.3.4 1.3.6 2.1.1 2.1.3 2.2.1 2.2.2 2.3.1 2.3.3 2.3.4 2.4.1 3.2.1 3.3.1 3.3.2 3.3.4
3.4.1 3.4.3 3.4.4 3.4.5 3.4.6 3.5.1 3.5.3 3.7.2 4.1.1 4.1.3 4.1.4 5.1.1 5.2.1 5.2.2 5.2.4 5.2.6 5.3.1 5.3.2
5.4.1 5.4.2 5.4.3 6.1.1 6.2.4 6.3.1 6.3.3 6.3.8 6.4.6 6.5.1 6.6.2 6.6.3 7.2.4 7.3.1 7.3.2 7.4.1 7.4.2 8.1.1
8.2.1 8.2.2 8.2.3 8.3.2 8.4.1 9.1.1 9.2.1 9.2.2 11.5.1 13.2.4 13.4.2 14.2.1 14.2.8 14.3.2 15.2.2 15.3.2 15.3.3
15.3.4 15.4.2 16.2.2 16.2.5 16.3.1 16.3.2 16.4.1 16.5.1 16.5.2 16.5.3 16.5.4
"""


def published() -> dict[str, str]:
    """The level of each requirement of ASVS 5.0.0."""
    chapters = [line.split(": ") for line in PUBLISHED.split("\n") if line]
    return {
        f"{chapter}.{section}.{place}": f"L{level}"
        for chapter, sections in chapters
        for section, levels in enumerate(sections.split(), 1)
        for place, level in enumerate(levels, 1)
    }


def parts_of(number: str) -> set[str]:
    """A requirement with its section and its chapter: 1.2.3 with 1.2 and 1."""
    section = number.rpartition(".")[0]
    return {number, section, section.partition(".")[0]}


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
    """Why production's setting is another, or Django's own where the project has none.

    `frozenset({...})` is written as Python shows it; places of a list count from 0.
    """
    held: Any = settings().get(name, getattr(global_settings, name, None))
    for key in within.split(".")[1:]:
        held = held[int(key) if isinstance(held, list) else key]
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


def test_the_standard_has_as_many_requirements_of_each_level_as_it_says():
    assert Counter(published().values()) == {"L1": 70, "L2": 183, "L3": 92}


def test_every_row_has_a_published_number_and_its_level():
    wrong = {number: level for number, (level, *_) in rows().items() if published().get(number) != level}

    assert wrong == {}


def test_every_requirement_stands_once_and_in_order():
    numbers = [[int(part) for part in number.split(".")] for number, *_ in ROW.findall(PAGE)]

    assert numbers == sorted(numbers)
    assert len(numbers) == len(rows()) == len(re.findall(r"^\| \d+\.\d+\.\d+ \| L", PAGE, re.MULTILINE))


def test_every_requirement_of_the_first_two_levels_has_a_row_or_the_reason_why_not():
    silent = passed_over()

    asked = {number for number, level in published().items() if level != "L3"}

    assert {number for number in asked - set(rows()) if not parts_of(number) & silent} == set()


def test_every_section_has_a_row_or_the_reason_why_not():
    told = {part for number in rows() for part in parts_of(number)} | passed_over()

    assert {number for number in published() if not parts_of(number) & told} == set()


def test_what_does_not_apply_is_a_part_of_the_standard():
    assert passed_over() - {part for number in published() for part in parts_of(number)} == set()


def test_nothing_both_applies_and_does_not():
    assert {number for number in rows() if parts_of(number) & passed_over()} == set()


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
