"""Letting locust play the journeys, in a process of its own: it changes how Python waits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from rada.launcher.places import ROOT
from tests.load.figures import Figures

PACE = 2.0  # seconds in which each of the people asks once


def played(people: Path, host: str, *, users: int, seconds: int, pace: float = PACE, part: str = "0/1") -> Figures:
    """What so many users met who began within one pace; `people` holds their identities, `part` says which of them.

    Raises RuntimeError where locust itself fails.
    """
    command = [
        sys.executable, "-m", "locust", "--locustfile", "tests/load/journeys.py", "--headless", "--json",
        "--only-summary", "--host", host, "--users", str(users), "--spawn-rate", str(users / pace),
        "--run-time", f"{seconds}s", "--stop-timeout", "10", "--exit-code-on-error", "0",
    ]  # fmt: skip
    environment = os.environ | {"LOAD_IDENTITIES": str(people), "LOAD_PART": part, "LOAD_PACE": str(pace)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"locust ended with {done.returncode}: {done.stderr[-2000:]}")
    return Figures.of(json.loads(done.stdout), seconds)
