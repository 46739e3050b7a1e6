"""Benchmarks: each prints a reference of the same run, checks that both did the same work, and gives the ratio.

`manage.py bench NAME` runs one. To add one, write a module here with a function under `@bench` and import it in
`orders.benches.all`.
"""
