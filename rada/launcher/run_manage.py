"""`script/manage COMMAND`: one of Django's commands on the servers that run, or on our own for its duration.

A command that never asks a server starts none.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from rada.launcher import addresses, own_servers, places, programs
from rada.launcher.stopping import Stopping
from rada.launcher.supervisor import Supervisor

NOTED = "servers.env"
# These read files and sources alone: starting a database for them would only cost seconds, or fail where none can run.
SERVERLESS = (
    ("judge",), ("bench", "judge"), ("bench", "calendar"), ("bench", "photos"), ("read_photo",), ("catalogue",),
    ("order_states",), ("help",),
)  # fmt: skip


def run(arguments: list[str]) -> int:
    """The command's own exit status.

    Raises CannotStart where the servers cannot be had.
    """
    var = places.var_folder()
    command = [sys.executable, str(places.ROOT / "manage.py"), *arguments]
    if is_serverless(arguments):
        return programs.in_foreground(command, secret_key(var) | dict(os.environ), folder=Path.cwd())
    running = noted_servers(var)
    if running or (addresses.given_database() and addresses.given_redis()):
        # What the caller gives wins over what runs here.
        return programs.in_foreground(command, secret_key(var) | running | dict(os.environ), folder=Path.cwd())
    stopping = Stopping()
    stopping.listen()
    supervisor = Supervisor(stopping, quiet=True)
    servers: set[str] = set()
    try:
        places.hold_alone(var, "Rada")
        found = own_servers.start(var, supervisor)
        servers = {server.name for server in found.own}
        environment = secret_key(var) | own_servers.environment_of_children(var, found)
        return programs.in_foreground(command, environment, folder=Path.cwd())
    finally:
        supervisor.stop(servers)


def is_serverless(arguments: list[str]) -> bool:
    """Whether the command needs neither database nor Redis; asking for any command's help needs none either."""
    return "--help" in arguments or any(tuple(arguments[: len(words)]) == words for words in SERVERLESS)


def note_servers(var: Path, servers: own_servers.Servers) -> Path:
    """Leave the addresses where other commands find them while this run lasts, readable by its user alone."""
    file = var / NOTED
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as output:
        output.writelines(f"{name}={value}\n" for name, value in servers.environment().items())
    return file


def noted_servers(var: Path) -> dict[str, str]:
    """The addresses of the launcher that runs from this folder; empty where none does."""
    if not places.is_held(var):
        return {}
    try:
        lines = (var / NOTED).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split("=", 1) for line in lines)


def secret_key(var: Path) -> dict[str, str]:
    """The variable that names this folder's own secret key, for a trial where none is given."""
    if (
        os.environ.get("RADA_ENV", "local") != "local"
        or os.environ.get("SECRET_KEY")
        or os.environ.get("SECRET_KEY_FILE")
    ):
        return {}
    places.kept_secret(var / "secret_key")
    return {"SECRET_KEY_FILE": str(var / "secret_key")}
