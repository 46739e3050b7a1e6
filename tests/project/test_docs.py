"""What the pages say about rules, policy, events, commands and files, compared with the code."""

import json
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from orders.commitments import clauses  # noqa: F401  importing the clauses registers their rules
from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.clauses.upheld import CODES as UPHELD
from orders.commitments.files import answer
from orders.commitments.kinds import ACTORS_OF
from orders.commitments.registry import RULES

ROOT = Path(__file__).resolve().parents[2]
COMMITMENTS = (ROOT / "docs" / "commitments.md").read_text(encoding="utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def section(number):
    """The text of one numbered section."""
    return re.split(r"^## \d\. .*$", COMMITMENTS, flags=re.MULTILINE)[number]


def rows(number):
    """The cells of a section's table rows whose first cell is one piece of code."""
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in section(number).splitlines()]
    return {row[0].strip(" `|"): row[1:] for row in cells if re.match(r"\|? ?`[^`]+`$", row[0])}


def test_the_policy_table_has_every_key_with_its_default():
    table = {key: json.loads(default.strip("`")) for key, (default, *_) in rows(3).items()}

    assert table == dict(POLICY_DEFAULTS)


def test_the_table_of_events_has_every_kind_with_its_actors():
    table = {kind: actors.split(", ") for kind, (actors, *_) in rows(4).items()}

    assert table == {kind: sorted(actors) for kind, actors in ACTORS_OF.items()}


def test_the_table_of_rules_has_every_rule_with_its_severity():
    table = {code: severity for code, (severity, *_) in rows(5).items() if code != "<clause>.upheld"}
    review = {code: ", review" if rule.certainty == "review" else "" for code, rule in RULES.items()}

    assert table == {code: rule.severity + review[code] for code, rule in RULES.items() if code not in UPHELD}


def test_the_row_of_each_rule_names_the_policy_it_uses():
    used = {key: re.findall(r"[ABC]\d\.[a-z_]+", purpose) for key, (_default, purpose) in rows(3).items()}
    table = rows(5)

    missing = [
        (rule, key)
        for key, rules in used.items()
        for rule in rules
        if rule not in {"A4.unstamped", "C3.complaint_unanswered"}  # the same clock as the row that names it
        and key not in {"aftercare_days", "outside_window_severity", "excused_decline_reasons"}  # told in words
        and f"`{key}`" not in " ".join(table[rule])
    ]

    assert missing == []


def test_the_case_that_is_shown_has_the_answer_that_is_shown():
    shown = re.search(r'^    \{"id": "c-1", "now".*?\n\n', COMMITMENTS, flags=re.MULTILINE | re.DOTALL)
    told = re.search(r'^    (\{"id": "c-1", "findings".*)$', COMMITMENTS, flags=re.MULTILINE)

    judged = answer(json.dumps(json.loads(shown[0])).encode(), 0)

    assert judged.text == told[1]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_a_page_names_exists(page):
    named = set(re.findall(r"(?:manage\.py|script/manage) ([a-z_]+)", page.read_text(encoding="utf-8")))

    assert named <= set(get_commands())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_a_page_links_to_exists(page):
    linked = re.findall(r"\]\(([^)#:]+)[^)]*\)", page.read_text(encoding="utf-8"))

    missing = [target for target in linked if not (page.parent / target).exists()]

    assert missing == []


def test_code_cites_sections_that_exist():
    cited = {
        number
        for folder in ("orders", "partners", "complaints", "rada")
        for source in (ROOT / folder).rglob("*.py")
        for number in re.findall(r"commitments\.md §(\d)", source.read_text(encoding="utf-8"))
    }

    written = set(re.findall(r"^## (\d)\.", COMMITMENTS, flags=re.MULTILINE))

    assert cited <= written
    assert cited
