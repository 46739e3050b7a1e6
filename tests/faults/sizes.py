"""How much each fault does: the short form for every change, the long one before a release."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """Numbers of the faults; spans in seconds."""

    clocks: int = 600  # R1: that fall due
    kills: int = 40  # R1: of sweepers and workers
    ways: int = 24  # R2: in which each story is told
    clocks_without_redis: int = 500  # R3
    edges: int = 5_000  # R4: judged
    restarts: int = 6  # R5: of PostgreSQL
    acknowledged: int = 800  # R5: writes, at least
    orders: int = 300  # R7: of each race
    browsing: float = 10  # R8: with Redis well, and frozen
    overdue: int = 10_000  # R11
    caught_up: float = 60  # R11: by then
    frozen: float = 6  # PostgreSQL
    uploads: int = 8  # killed in the middle


SHORT = Size()
LONG = Size(
    clocks=10_000, kills=500, ways=720, clocks_without_redis=5_000, edges=200_000, restarts=100, acknowledged=20_000,
    orders=5_000, browsing=600, overdue=100_000, caught_up=600, frozen=20, uploads=40,
)  # fmt: skip
