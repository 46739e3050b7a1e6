"""Load: partners, customers and programs at work at growing rates, against servers that are started for it.

`python -m tests.load` starts Rada as `script/server` does, makes everybody an identity of their own, and lets locust
play the journeys of `journeys.py`.
"""
