"""Prohibitions that are tests: sizes, names, where queries may stand, what templates may hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APPS = ("rada", "partners", "orders", "complaints")
SOURCES = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
BANNED_NAMES = re.compile(r"^(utils?|helpers?|info|process|handle)(_|$)|_(utils?|helpers?)$")
DJANGOS_OWN = {"handle", "handle_exception", "handle_no_permission", "process_exception", "process_view"}


WITHOUT_A_DATABASE = {"orders/management/commands/judge.py"}  # judges files on a machine that may have none


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_modules_are_small():
    limit = {path: 400 if path in TESTS else 250 for path in [*SOURCES, *TESTS]}

    long = [
        f"{name_of(path)}: {lines}"
        for path, most in limit.items()
        if path.name != "settings.py" and (lines := path.read_text(encoding="utf-8").count("\n")) > most
    ]

    assert long == []


def test_functions_are_at_most_forty_lines():
    long = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in [*SOURCES, *TESTS]
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > 40
    ]

    assert long == []


def test_nothing_is_named_after_nothing():
    vague = [name_of(path) for path in SOURCES if BANNED_NAMES.search(path.stem)]
    vague += [
        f"{name_of(path)}:{node.name}"
        for path in SOURCES
        for node in functions(path)
        if BANNED_NAMES.search(node.name) and node.name not in DJANGOS_OWN
    ]

    assert vague == []


@pytest.mark.parametrize("floor", ["views", "admin", "tasks.py", "api"])
def test_no_query_stands_in_a_view_an_admin_page_or_a_task(floor):
    querying = [
        name_of(path)
        for path in SOURCES
        if floor in path.relative_to(ROOT).parts and re.search(r"\.objects\b", path.read_text(encoding="utf-8"))
    ]

    assert querying == []


def test_events_are_written_in_one_place_alone():
    writing = [
        name_of(path)
        for path in SOURCES
        if re.search(
            r"\bEvent(\.objects\.(create|bulk_create|get_or_create|update_or_create)|\()",
            path.read_text(encoding="utf-8"),
        )
        and "models" not in path.parts
        and "commitments" not in path.parts
    ]

    assert writing == ["orders/services/timeline.py"]


def test_the_clock_is_the_databases():
    reading = [
        name_of(path)
        for path in SOURCES
        if re.search(
            r"timezone\.now\(|datetime\.now\(|utcnow\(|time\.time\(|date\.today\(", path.read_text(encoding="utf-8")
        )
        and "launcher" not in path.parts
        and name_of(path) not in WITHOUT_A_DATABASE
    ]

    assert reading == []


def test_templates_hold_no_script_and_no_style_of_their_own():
    inline = re.compile(r"<script(?![^>]*\bsrc=)|\son[a-z]+\s*=|\sstyle\s*=|<style", re.IGNORECASE)

    offending = [
        name_of(path)
        for path in TEMPLATES
        if "admin" not in path.parts and inline.search(path.read_text(encoding="utf-8"))
    ]

    assert offending == []


def test_public_functions_say_what_they_promise():
    silent = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in SOURCES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if ast.get_docstring(node) is None and path.name != "apps.py"
    ]

    assert silent == []
