"""`python -m tests.faults [--short] [--only NAME] [--planted]`: break things and count what was lost."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
import traceback

from rada.launcher.terminal import CannotStart
from tests.faults.outcome import Fault, Row, say
from tests.faults.rig import Rig

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rada.settings")


def faults() -> dict[str, Fault]:
    """Every fault by the name that `--only` takes. Imported late: Django must be set up by then."""
    from tests.faults import acceptances, deadlines, stories, writing

    return {
        "R7": acceptances.one_partner_wins,
        "R4": deadlines.boundaries,
        "R2": stories.any_order,
        "R8": writing.frozen_redis,
        "R3": deadlines.without_redis,
        "R5": writing.lost_writes,
        "R1": deadlines.killed_sweepers,
        "comeback": deadlines.come_back,
    }


def run(only: list[str], rounds: int) -> list[Row]:
    """Start Rada, break it, ask what is true at the end."""
    rig = Rig()
    rows: list[Row] = []
    try:
        say(f"starting PostgreSQL, Valkey, web, worker, beat and sweeper in {rig.folder}")
        rig.start()
        chosen = {name: fault for name, fault in faults().items() if not only or name in only}
        for _round in range(rounds):
            for name, fault in chosen.items():
                began = time.monotonic()
                found = suffered(name, fault, rig)
                rows += found
                for each in found:
                    say(f"{each.fault}: {'ok' if each.ok else 'WRONG'} ({each.seen}) {time.monotonic() - began:.0f} s")
        rows.append(at_the_end())
    finally:
        rig.stop()
    return rows


def suffered(name: str, fault: Fault, rig: Rig) -> list[Row]:
    """What a fault showed; where it could not be carried out, that is wrong too, and the others go on."""
    try:
        return fault(rig)
    except Exception as error:
        traceback.print_exc()
        return [Row(name, "", f"{type(error).__name__}: {error}"[:200], "is carried out", False)]


def at_the_end() -> Row:
    """Over everything that ran: chains, verdicts, points, notices."""
    from datetime import timedelta

    from orders.models import Assignment
    from tests.faults import invariants
    from tests.faults.outcome import row
    from tests.faults.quiet import wait_for, wait_for_quiet

    wrong = wait_for_quiet()
    wait_for(lambda: not invariants.late_notices(timedelta(0)), 20)
    wrong += invariants.wrongs() + invariants.late_notices(timedelta(seconds=20))
    return row("everything, at the end", f"{Assignment.objects.count()} assignments", wrong, "judged anew: the same")


def show(rows: list[Row]) -> None:
    """The table."""
    widths = [max(len(getattr(row, name)) for row in rows) for name in ("fault", "load", "must")]
    print()
    for row in rows:
        cells = [text.ljust(width) for text, width in zip((row.fault, row.load, row.must), widths, strict=True)]
        print(f"{'ok   ' if row.ok else 'WRONG'} | {' | '.join(cells)} | {row.seen}")


def main(arguments: list[str]) -> int:
    """The exit status: 0 where everything was as it must be."""
    parser = argparse.ArgumentParser(prog="script/faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="once through all faults, a few minutes")
    parser.add_argument("--rounds", type=int, default=3, help="without --short: how many times (default 3)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="R1 ... R8 or comeback; repeatable")
    parser.add_argument("--planted", action="store_true", help="show that planted bugs are caught")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if asked.planted:
        from tests.faults import planting

        return planting.run(asked.only)
    began = time.monotonic()
    rows = run(asked.only, 1 if asked.short else asked.rounds)
    show(rows)
    wrong = sum(not row.ok for row in rows)
    print(f"\n{len(rows)} claims, {wrong} wrong, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        sys.exit(f"faults · {reason}")
    except KeyboardInterrupt:
        sys.exit(130)
