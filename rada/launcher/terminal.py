"""What the launcher says to the person at the terminal, and how it ends with one sentence instead of a traceback."""

from __future__ import annotations

import contextlib
import sys


class CannotStart(Exception):
    """Why nothing can be started, in one sentence for the person at the terminal."""


def say(text: str, *, to_stderr: bool = False) -> None:
    """One line of progress. A terminal that has gone away stops nothing."""
    with contextlib.suppress(OSError, ValueError):
        print(f"rada · {text}", file=sys.stderr if to_stderr else sys.stdout, flush=True)
