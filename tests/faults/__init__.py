"""Faults on purpose: servers killed, frozen and emptied under load, and what must be true afterwards.

`python -m tests.faults --short` runs them against servers of its own; `tests/orders/test_races*.py` use the same pieces.
"""
