"""Faults on purpose: servers killed, frozen and emptied under load, and what must be true afterwards.

`python -m tests.faults --short` runs them against servers of its own; the race tests of the orders use the same pieces.
"""
