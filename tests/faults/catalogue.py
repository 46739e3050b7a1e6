"""Every fault by its name, and which of them run side by side in one world."""

from __future__ import annotations

from tests.faults import acceptances, databases, deadlines, disks, hosts, stories, sweeps, writing
from tests.faults.outcome import Fault

FAULTS: dict[str, Fault] = {
    "R7": acceptances.one_partner_wins,
    "R10": sweeps.dead_sweep,
    "photos": disks.photos,
    "R2": stories.any_order,
    "R4": deadlines.boundaries,
    "hosts": hosts.wrong_clocks,
    "R8": writing.frozen_redis,
    "R3": deadlines.without_redis,
    "postgres": databases.frozen_postgres,
    "connections": databases.full_postgres,
    "R5": writing.lost_writes,
    "R1": deadlines.killed_sweepers,
    "comeback": deadlines.come_back,
}
# What one breaks the others beside it do not need; nothing is left idle while one of them waits.
BESIDE = (("R7", "R10", "photos"), ("R2", "R4", "hosts"))


def groups(only: list[str]) -> list[list[str]]:
    """The faults that are to run, those that share a world together, in the order of FAULTS."""
    chosen = [name for name in FAULTS if not only or name in only]
    together = {name: group for group in BESIDE for name in group}
    found: list[list[str]] = []
    for name in chosen:
        if found and name in together and found[-1][0] in together[name]:
            found[-1].append(name)
        else:
            found.append([name])
    return found
