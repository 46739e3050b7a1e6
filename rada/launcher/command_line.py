"""The launcher's command line; what cannot work ends in one sentence and status 1."""

from __future__ import annotations

import sys

from rada.launcher import run_manage, run_server, run_tests
from rada.launcher.stopping import StopWished
from rada.launcher.terminal import CannotStart


def main(arguments: list[str]) -> int:
    """Run what is asked for; the exit status."""
    try:
        return run(arguments)
    except CannotStart as reason:
        complaint = str(reason)
    except OSError as error:
        complaint = f"Starting failed: {error.strerror or error} ({error.filename or 'no file'})."
    except StopWished:
        return 130
    print(f"rada · {complaint}", file=sys.stderr)
    return 1


def run(arguments: list[str]) -> int:
    """Run what is asked for; the exit status.

    Raises CannotStart where it cannot be run, StopWished where somebody stopped it before it was up.
    """
    what, *rest = arguments or [""]
    if what == "server" and not rest:
        return run_server.run()
    if what == "test":
        return run_tests.run(rest)
    if what == "manage":
        return run_manage.run(rest)
    raise CannotStart("Say `server`, `manage` with a command, or `test` with pytest's arguments.")
