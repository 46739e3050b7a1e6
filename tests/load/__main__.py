"""`python -m tests.load [--seconds N] [--rates R ...]`: journeys at growing rates, and the highest that is borne."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from rada.launcher.terminal import CannotStart
from tests.faults.outcome import say
from tests.faults.rig import Rig
from tests.load.figures import MOST_MS, Figures
from tests.load.playing import PACE, played

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rada.settings")
WARM_UP = 8  # seconds nobody counts
RATES = (4, 8, 12, 16, 20, 24)
JOURNEY = 26  # seconds a customer's takes at the least


def run(rates: Sequence[int], seconds: int) -> list[tuple[int, Figures]]:
    """The figures of each rate, in requests a second that are wanted; the last is the first that fails."""
    rig = Rig()
    found: list[tuple[int, Figures]] = []
    try:
        say(f"starting Rada in {rig.folder}")
        rig.start()
        parts = len(rates) + 1
        people = identities(rig, users_for(max(rates)), seconds, parts)
        host = f"http://127.0.0.1:{rig.port}"
        played(people, host, users=users_for(min(rates)), seconds=WARM_UP, part=f"0/{parts}")
        for number, rate in enumerate(rates, start=1):
            figures = played(people, host, users=users_for(rate), seconds=seconds, part=f"{number}/{parts}")
            say(f"{rate} a second wanted for {seconds} s: p95 {figures.all.percentile(95)} ms, {figures.errors} errors")
            found.append((rate, figures))
            if not figures.bearable:
                break
    finally:
        rig.stop()
    return found


def users_for(rate: int) -> int:
    """How many people would ask so often in a second, were they answered at once."""
    return round(rate * PACE)


def identities(rig: Rig, users: int, seconds: int, parts: int) -> Path:
    """Enough people for so many parts of so many users, in a file."""
    from tests.load import identities

    say(f"making people for {users} users")
    partners = 5 + users // 2
    made = identities.made(
        partners=partners,
        offers_each=4 + parts * seconds // 30,
        customers=parts * (4 + int(users * 0.3 * (1 + seconds / JOURNEY))),
        programs=2 + users // 4,
    )
    file = rig.folder / "identities.json"
    file.write_text(json.dumps(made), encoding="utf-8")
    return file


def show(found: Sequence[tuple[int, Figures]]) -> None:
    """The tables: each rate, then each step at the highest that was borne, or at the lowest where none was."""
    print("\n| wanted /s | asked /s | p50 ms | p95 ms | p99 ms | errors |\n| --- | --- | --- | --- | --- | --- |")
    for rate, figures in found:
        print(f"| {rate} | {figures.rate:.1f} | {figures.all.row()} | {figures.errors} |")
    borne = [pair for pair in found if pair[1].bearable]
    rate, figures = borne[-1] if borne else found[0]
    said = "borne" if borne else f"no rate was borne with p95 < {MOST_MS} ms and no error; the lowest"
    print(f"\n{said}: {rate} a second wanted, {figures.rate:.1f} asked\n")
    print("| step | asked | p50 ms | p95 ms | p99 ms |\n| --- | --- | --- | --- | --- |")
    for name, times in sorted(figures.steps.items()):
        print(f"| {name} | {times.asked} | {times.row()} |")


def main(arguments: list[str]) -> int:
    """The exit status: 0 where at least the lowest rate was borne."""
    parser = argparse.ArgumentParser(prog="script/load", description=__doc__)
    parser.add_argument("--seconds", type=int, default=30, help="for each rate (default 30)")
    parser.add_argument("--rates", type=int, nargs="+", default=RATES, metavar="R", help="requests a second, growing")
    asked = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    found = run(sorted(asked.rates), asked.seconds)
    show(found)
    failed = {each for _rate, figures in found for each in figures.failures}
    print("".join(f"\n{each}" for each in sorted(failed)))
    return 0 if found[0][1].bearable else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotStart as reason:
        sys.exit(f"load · {reason}")
    except KeyboardInterrupt:
        sys.exit(130)
