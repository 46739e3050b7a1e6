"""`script/server`: servers, first steps, then web, worker, beat and sweeper under one supervisor."""

from __future__ import annotations

import functools
import signal
import subprocess
import sys
from pathlib import Path

from rada.launcher import addresses, children, own_servers, places, programs, run_manage
from rada.launcher.addresses import WebAddress
from rada.launcher.alive import answers
from rada.launcher.stopping import Stopping
from rada.launcher.supervisor import Child, Supervisor
from rada.launcher.terminal import CannotStart, say

READY_SECONDS = 60
WEB_ATTEMPTS = 3


def run() -> int:
    """Run until somebody wants to stop; the exit status.

    Raises CannotStart where something is missing.
    """
    var = places.var_folder()
    places.hold_alone(var, "Rada")
    address = addresses.web_address()
    stopping = Stopping()
    stopping.listen()
    supervisor = Supervisor(stopping)
    servers: set[str] = set()
    noted = var / run_manage.NOTED
    try:
        found = own_servers.start(var, supervisor)
        servers = {server.name for server in found.own}
        environment = environment_of(var, found, address)
        run_manage.note_servers(var, found)
        accounts = first_steps(environment, stopping)
        web = start_children(var, environment, supervisor)
        wait_for_web(web, address, supervisor)
        announce(address, accounts, var)
        supervisor.watch()
    finally:
        noted.unlink(missing_ok=True)
        supervisor.stop(servers)
    return 0


def environment_of(var: Path, servers: own_servers.Servers, address: WebAddress) -> dict[str, str]:
    """The children's environment, with a secret key of this folder's own where none is given."""
    environment = own_servers.environment_of_children(var, servers)
    environment |= {"HOST": address.host, "PORT": str(address.port)}
    environment.setdefault("SITE_URL", str(address))
    return run_manage.secret_key(var) | environment


def first_steps(environment: dict[str, str], stopping: Stopping) -> str:
    """Migrations, static files and demo data; returns the demo accounts as they are to be printed.

    Raises CannotStart where a step fails.
    """
    step = subprocess.Popen(
        [sys.executable, "-m", "rada.launcher.first_steps"],
        stdout=subprocess.PIPE,
        env=environment,
        cwd=places.ROOT,
        text=True,
        start_new_session=True,  # a Ctrl-C is the launcher's: it stops this in its own order
        preexec_fn=programs.leash(signal.SIGTERM),
    )
    try:
        stopping.wait_until(lambda: step.poll() is not None, 3600)
    finally:
        if step.poll() is None:
            programs.signal_group(step, signal.SIGKILL)
            step.wait()
    accounts = step.stdout.read() if step.stdout else ""
    if step.returncode:
        raise CannotStart("The database could not be brought up to date; the reason stands above.")
    return accounts.strip()


def start_children(var: Path, environment: dict[str, str], supervisor: Supervisor) -> Child:
    """Start the children that Rada consists of; returns the web server."""
    for name in children.COMMANDS:
        log = var / "log" / f"{name}.log"
        starter = functools.partial(
            programs.start,
            children.command(name, python=sys.executable, var=var),
            log=log,
            environment=environment,
            folder=places.ROOT,
        )
        supervisor.start(supervisor.add(name, starter, log=log))
    return next(child for child in supervisor.children if child.name == "web")


def wait_for_web(web: Child, address: WebAddress, supervisor: Supervisor) -> None:
    """Wait for the first answer.

    Raises CannotStart where the web server keeps dying or stays silent.
    """
    for _attempt in range(WEB_ATTEMPTS):
        supervisor.stopping.wait_until(lambda: web.has_ended() or answers(address.host, address.port), READY_SECONDS)
        if not web.has_ended():
            break
        supervisor.start(web)
    if web.has_ended() or not answers(address.host, address.port):
        raise CannotStart(
            f"The web server does not answer: {programs.last_line(web.log)} (more in {places.shown(web.log)})."
        )


def announce(address: WebAddress, accounts: str, var: Path) -> None:
    """Say that it runs, and where."""
    say(f"logs are in {places.shown(var / 'log')}; Ctrl-C stops everything")
    if accounts:
        print(f"\n{accounts}", flush=True)
    print(f"\nRada is ready: {address}\n", flush=True)
