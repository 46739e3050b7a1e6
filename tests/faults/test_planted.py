"""The planted bugs are small patches against the project; one that no longer applies shows nothing."""

from __future__ import annotations

import subprocess

import pytest

from tests.faults import planting


@pytest.mark.parametrize("patch", planting.patches(), ids=lambda patch: patch.stem)
def test_a_planted_bug_still_applies_and_names_what_catches_it(patch):
    applied = subprocess.run(
        ["git", "apply", "--check", str(patch)], cwd=planting.ROOT, capture_output=True, text=True, check=False
    )

    assert applied.returncode == 0, f"{patch.name} no longer applies; make it anew: {applied.stderr}"
    assert planting.read(patch).catchers
