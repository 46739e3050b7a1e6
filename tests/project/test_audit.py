"""Known vulnerabilities of locked packages: one fails the check, a registry that cannot say is told loudly."""

from __future__ import annotations

import os

import pytest

from rada.launcher.audit import NOT_AUDITED, verdict, verdict_on
from rada.launcher.places import ROOT

SOUND = {"name": "segno", "version": "1.6.6", "vulns": []}
WEAK = {"name": "django", "version": "1.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["5.2"], "aliases": []}]}
UNKNOWN = {"name": "rada", "skip_reason": "Dependency not found on PyPI"}


def test_a_known_vulnerability_fails_and_names_what_mends_it():
    status, lines = verdict([SOUND, WEAK, UNKNOWN])

    assert status == 1
    assert lines[0] == "django 1.0: PYSEC-1, mended in 5.2"


def test_sound_packages_pass():
    assert verdict([SOUND]) == (0, ["1 packages looked up, 0 known vulnerabilities"])


def test_what_nobody_knows_is_said_loudly_and_fails_nothing():
    status, lines = verdict([SOUND, UNKNOWN])

    assert status == 0
    assert lines[0] == f"{NOT_AUDITED}1 of 2 packages are not known there: rada"


@pytest.fixture
def locked(tmp_path):
    path = tmp_path / "requirements.txt"
    path.write_text(f"segno==1.6.6 --hash=sha256:{'0' * 64}\n")
    return path


def test_a_registry_that_is_away_is_said_loudly(locked):
    nowhere = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:1"}

    status, (line,) = verdict_on(locked, **nowhere)

    assert status == 0
    assert line.startswith(NOT_AUDITED)
    assert "127.0.0.1" in line


def test_what_takes_too_long_is_given_up(locked):
    status, (line,) = verdict_on(locked, most_seconds=0.2)

    assert (status, line) == (0, f"{NOT_AUDITED}the registry did not answer within 0.2 s.")


def test_every_check_asks():
    asked = (ROOT / "script" / "check").read_text()

    assert "check python -m rada.launcher.audit" in asked
