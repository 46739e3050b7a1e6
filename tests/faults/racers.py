"""`python -m tests.faults.racers ROUNDS`: race acceptances in this process, print what was wrong as a line of JSON."""

from __future__ import annotations

import json
import sys

import django


def main(rounds: int) -> None:
    """Race; the environment says where the database is."""
    django.setup()
    from tests.faults import acceptances, world

    partners = world.prepare(4)
    four = [wrong for _round in range(rounds) for wrong in acceptances.four_acceptances(partners)]
    against = [wrong for _round in range(rounds) for wrong in acceptances.against_a_cancellation(partners[0])]
    print(json.dumps({"four": four, "against": against}), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
