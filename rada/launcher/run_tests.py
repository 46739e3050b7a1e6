"""`script/test`: the tests against servers of our own (or those given), pytest's closing line last."""

from __future__ import annotations

import sys

from rada.launcher import addresses, own_servers, places, programs
from rada.launcher.stopping import Stopping
from rada.launcher.supervisor import Supervisor

OWN_CHOICE = ("-n", "--numprocesses", "--pdb", "--collect-only", "--co")


def run(arguments: list[str]) -> int:
    """pytest's own exit status.

    Raises CannotStart where the servers cannot be had.
    """
    var = places.var_folder() / "test"
    places.make_folder(var)
    places.make_folder(var / "log")
    stopping = Stopping()
    stopping.listen()
    supervisor = Supervisor(stopping, quiet=True)
    servers: set[str] = set()
    try:
        given = addresses.given_database() and addresses.given_redis()
        if not given:
            places.hold_alone(var, "The tests")
        found = own_servers.start(var, supervisor, durable=False, database_must_exist=False)
        servers = {server.name for server in found.own}
        # Tests are written for the local kind; those of production settings start a process of their own.
        environment = own_servers.environment_of_children(var, found) | {"RADA_ENV": "local"}
        command = [sys.executable, "-m", "pytest", *spread(arguments), *arguments]
        return programs.in_foreground(command, environment, folder=places.ROOT)
    finally:
        supervisor.stop(servers)


def spread(arguments: list[str]) -> list[str]:
    """Three tests at a time, since one often waits, unless the caller chose or named single tests."""
    chosen = any(argument.startswith(OWN_CHOICE) or "::" in argument for argument in arguments)
    return [] if chosen else ["-n", "3"]
