"""Everything behind `script/server` and `script/test`: the environment, servers of our own, one supervisor.

Standard library only: it must say clearly what is missing before anything is installed.
"""
