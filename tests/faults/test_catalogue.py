"""docs/faults.md names what holds each fault; a test or a fault that is gone holds nothing."""

from __future__ import annotations

import re

from rada.launcher.places import ROOT
from tests.faults.catalogue import BESIDE, FAULTS, groups

PAGE = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
WITH_ANOTHER = {"R6"}  # carried out by R5, whose requests it repeats


def first_cells(pattern: str) -> list[str]:
    return re.findall(rf"^\| ({pattern}) \|", PAGE, flags=re.MULTILINE)


def test_every_fault_of_the_catalogue_and_of_the_bar_has_its_row():
    assert first_cells(r"\d+") == [str(number) for number in range(1, 59)]
    assert sorted(set(first_cells(r"R\d+"))) == sorted(f"R{number}" for number in range(1, 25))


def test_every_test_the_page_names_exists():
    named = re.findall(r"`([a-z_/]+\.py)::(test_\w+)`", PAGE)

    missing = [
        (file, test)
        for file, test in named
        if f"def {test}(" not in (ROOT / "tests" / file).read_text(encoding="utf-8")
    ]

    assert len(named) > 50
    assert missing == []


def test_every_fault_the_page_names_can_be_run_and_every_one_that_can_is_named():
    told = PAGE.split("## The faults")[1].split("## ")[0]
    described = set(re.findall(r"^\| (\w+) \|", told, flags=re.MULTILINE)) - {"name"}

    assert described == FAULTS.keys() | WITH_ANOTHER
    assert set(re.findall(r"fault (R\d+|[a-z]+)", PAGE.split("## The catalogue")[1])) <= described


def test_faults_that_share_a_world_run_together_and_one_that_is_asked_for_alone():
    whole = groups([])

    assert [name for names in whole for name in names] == list(FAULTS)
    assert [tuple(names) for names in whole if len(names) > 1] == list(BESIDE)
    assert groups(["R4"]) == [["R4"]]
