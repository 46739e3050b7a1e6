"""`python -m rada.launcher server | test [ARGUMENTS] | manage COMMAND`: what script/ calls."""

import sys

if __name__ == "__main__":
    try:
        # Inside, so that a Ctrl-C in the first tenths of a second shows no traceback either.
        from rada.launcher.command_line import main

        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
