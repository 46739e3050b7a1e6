"""Benchmarks of the pages of operations, run by `manage.py bench` as those of orders are."""
