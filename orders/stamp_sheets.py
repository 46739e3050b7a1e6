"""Sheets of stamps: how a roll is laid out in labels, pages and parts. `orders.stamp_pdf` draws them.

A roll is printed in parts of PAGES_A_PART pages, so that a part costs the same whatever the roll's size; page numbers
run through the whole roll. Printing twice makes twins of the same serials: the paper is what counts as given out.
"""

from __future__ import annotations

from dataclasses import dataclass

COLUMNS, ROWS = 4, 10
LABELS = COLUMNS * ROWS
PAGES_A_PART = 10


@dataclass(frozen=True)
class Label:
    """One stamp: its serial, and why it is not to be printed; "" where it is."""

    serial: str
    gone: str = ""


def pages_of(size: int) -> int:
    """How many pages a roll of so many stamps has."""
    return -(-size // LABELS)


def parts_of(size: int) -> int:
    """How many parts a roll of so many stamps is printed in."""
    return -(-pages_of(size) // PAGES_A_PART)
