"""`python -m tests.faults [--short] [--long] [--only NAME] [--planted]`: break things and count what was lost."""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from rada.launcher.terminal import CannotStart
from tests.faults.outcome import NotHere, Row, row, say
from tests.faults.rig import Rig
from tests.faults.sizes import LONG, SHORT, Size

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rada.settings")
LATE_NOTICES = timedelta(seconds=20)
MOST_JUDGED = 3_000
THREADS = ThreadPoolExecutor(4)  # to the end: what a thread starts is ended with it


def run(only: list[str], rounds: int, size: Size) -> list[Row]:
    """Start Rada, break it, ask after each fault and at the end what is true."""
    rig = Rig(size)
    rows: list[Row] = []
    try:
        say(f"starting PostgreSQL, Valkey, web, worker, beat and sweeper in {rig.folder}")
        rig.start()
        from tests.faults import catalogue  # Django must be set up by now

        for names in catalogue.groups(only) * rounds:
            rows += side_by_side(names, rig)
        rows.append(afterwards("everything, at the end", rig, after=0))
    finally:
        rig.stop()
    return rows


def side_by_side(names: list[str], rig: Rig) -> list[Row]:
    """What these faults showed that share one world, and what was true when the last of them was over."""
    from orders.models import Assignment

    began, last = time.monotonic(), Assignment.objects.order_by("pk").values_list("pk", flat=True).last() or 0
    rows = [each for found in THREADS.map(lambda name: suffered(name, rig), names) for each in found]
    rows.append(afterwards(f"after {', '.join(names)}", rig, after=last))
    for each in rows:
        say(f"{each.fault}: {'ok' if each.ok else 'WRONG'} ({each.seen}) {time.monotonic() - began:.0f} s")
    return rows


def suffered(name: str, rig: Rig) -> list[Row]:
    """What a fault showed; where it could not be carried out, that is wrong too, and the others go on."""
    from django.db import connection

    from tests.faults import catalogue

    try:
        return catalogue.FAULTS[name](rig)
    except NotHere as reason:  # as with tests in a browser: where CI is set everything must be there
        return [Row(name, "", f"not here: {reason}", "is carried out", not os.environ.get("CI"))]
    except Exception as error:
        traceback.print_exc()
        return [Row(name, "", f"{type(error).__name__}: {error}"[:200], "is carried out", False)]
    finally:
        connection.close()


def afterwards(when: str, rig: Rig, *, after: int) -> Row:
    """What must be true once all is quiet: of the assignments made after this one, of every notice, of every log.

    Of very many assignments some are judged anew, chosen at random.
    """
    from orders.models import Assignment
    from tests.faults import invariants, logs
    from tests.faults.quiet import wait_for, wait_for_quiet

    wrong = wait_for_quiet()
    wait_for(lambda: not invariants.late_notices(timedelta(0)), LATE_NOTICES.total_seconds())
    numbers = list(Assignment.objects.filter(pk__gt=after).values_list("pk", flat=True))
    chosen = random.sample(numbers, min(len(numbers), MOST_JUDGED))
    wrong += invariants.wrongs(chosen) + invariants.late_notices(LATE_NOTICES)
    wrong += logs.personal_data(rig.folder / "log", logs.personal_words())
    load = f"{len(chosen)} of {len(numbers)} assignments"
    return row(when, load, wrong, "judged anew the same, all told, logs name nobody")


def show(rows: list[Row]) -> None:
    """The table."""
    widths = [max(len(getattr(each, name)) for each in rows) for name in ("fault", "load", "must")]
    print()
    for each in rows:
        cells = [text.ljust(width) for text, width in zip((each.fault, each.load, each.must), widths, strict=True)]
        print(f"{'ok   ' if each.ok else 'WRONG'} | {' | '.join(cells)} | {each.seen}")


def main(arguments: list[str]) -> int:
    """The exit status: 0 where everything was as it must be."""
    parser = argparse.ArgumentParser(prog="script/faults", description=__doc__)
    parser.add_argument("--short", action="store_true", help="once through all faults, at most 8 minutes")
    parser.add_argument("--long", action="store_true", help="once, each as often as before a release; many hours")
    parser.add_argument("--rounds", type=int, default=3, help="without either: how many times (default 3)")
    parser.add_argument("--only", action="append", default=[], metavar="NAME", help="one of docs/faults.md; repeatable")
    parser.add_argument("--planted", action="store_true", help="show that planted bugs are caught")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if asked.planted:
        from tests.faults import planting

        return planting.run(asked.only)
    began = time.monotonic()
    rows = run(asked.only, 1 if asked.short or asked.long else asked.rounds, LONG if asked.long else SHORT)
    show(rows)
    wrong = sum(not each.ok for each in rows)
    print(f"\n{len(rows)} claims, {wrong} wrong, {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        sys.exit(f"faults · {reason}")
    except KeyboardInterrupt:
        os._exit(130)  # threads of faults wait for servers that are gone
