"""What the image takes along: the code, and neither history nor secrets nor what runs left on the machine."""

from __future__ import annotations

import re

import pytest

from rada.launcher.places import ROOT
from tests.project.test_secrets import SECRETS

# Docker's own words: `**/` is any number of folders, `*` stays within one, and a folder goes with all that it holds.
WORDS = {r"\*\*/": "(?:.+/)?", r"\*\*": ".*", r"\*": "[^/]*"}


def lines_of(name: str) -> list[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return [line.strip().rstrip("/") for line in lines if line.strip() and not line.startswith("#")]


def is_left_out(path: str) -> bool:
    """Whether .dockerignore keeps a file from the image; the last line that fits decides, and "!" takes it along."""
    left_out = False
    for line in lines_of(".dockerignore"):
        pattern = re.escape(line.removeprefix("!"))
        for word, meaning in WORDS.items():
            pattern = pattern.replace(word, meaning)
        if re.fullmatch(f"{pattern}(?:/.*)?", path):
            left_out = not line.startswith("!")
    return left_out


@pytest.mark.parametrize(
    "path",
    [
        ".git", ".git/config", ".git/objects/pack/a.pack", ".env", ".env.production", "rada/.env", "var/secret_key",
        "var/servers.env", "var/files/photos/a.jpg", "var/postgres/PG_VERSION", ".venv/bin/python", "tests/conftest.py",
    ],
)  # fmt: skip
def test_history_secrets_and_what_runs_left_are_not_taken_along(path):
    assert is_left_out(path)


@pytest.mark.parametrize("line", lines_of(".gitignore"))
def test_what_git_does_not_keep_is_not_taken_along(line):
    assert is_left_out(line.replace("*", "a"))


@pytest.mark.parametrize(
    "path", ["manage.py", "requirements.txt", "rada/settings.py", "rada/lib/env.py", "static/rada.css", "docs/api.md"]
)
def test_the_code_is_taken_along(path):
    assert (ROOT / path).is_file()
    assert not is_left_out(path)


def test_the_image_is_built_of_this_folder_without_any_secret():
    steps = lines_of("Dockerfile")

    copied = [step for step in steps if step.startswith(("COPY", "ADD"))]

    assert copied == ["COPY requirements.txt .", "COPY . ."]
    assert [name for name in (*SECRETS, "POSTGRES_PASSWORD") if name in "\n".join(steps)] == []
    assert not any(step.startswith("ARG") for step in steps)
