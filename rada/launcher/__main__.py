"""`python -m rada.launcher server | test [ARGUMENTS] | manage COMMAND`: what script/ calls."""

from __future__ import annotations

import sys

from rada.launcher import run_manage, run_server, run_tests
from rada.launcher.stopping import StopWished
from rada.launcher.terminal import CannotStart


def main(arguments: list[str]) -> int:
    """Run what is asked for; the exit status."""
    what, *rest = arguments or [""]
    if what == "server" and not rest:
        return run_server.run()
    if what == "test":
        return run_tests.run(rest)
    if what == "manage":
        return run_manage.run(rest)
    raise CannotStart("Say `server`, `manage` with a command, or `test` with pytest's arguments.")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        sys.exit(f"rada · {reason}")
    except OSError as error:
        sys.exit(f"rada · Starting failed: {error.strerror or error} ({error.filename or 'no file'}).")
    except (StopWished, KeyboardInterrupt):
        sys.exit(130)
