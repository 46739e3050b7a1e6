"""Rada as `script/server` runs it, in a folder of its own, with handles to break each part."""

from __future__ import annotations

import contextlib
import functools
import os
import random
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from rada.launcher import addresses, children, own_servers, places, programs, run_server
from rada.launcher.alive import answers
from rada.launcher.stopping import Stopping
from rada.launcher.supervisor import FIRST_PAUSE, Child, Supervisor
from tests.faults.sizes import SHORT, Size

CALLERS_OWN = ("DATABASE_URL", "REDIS_URL", "HOST", "SECRET_KEY", "SECRET_KEY_FILE", "RADA_ENV", "SITE_URL")


class Rig:
    """PostgreSQL (durable), Valkey, web, worker, beat and sweeper under the launcher's own supervisor."""

    def __init__(self, size: Size = SHORT) -> None:
        self.size = size
        for name in CALLERS_OWN:
            os.environ.pop(name, None)
        self.folder = Path(tempfile.mkdtemp(prefix="rada-faults-"))
        self.folder.chmod(0o755)  # the servers' account must get in
        self.port = next(port for port in random.sample(places.PORTS, 500) if places.is_free(port))
        os.environ |= {
            "RADA_VAR": str(self.folder), "RADA_DEMO": "no", "PORT": str(self.port),
            "WEBHOOK_ALLOWED_NETWORKS": "127.0.0.0/8",
        }  # fmt: skip
        self.stopping = Stopping()
        self.supervisor = Supervisor(self.stopping, quiet=True)
        self.changing = threading.Lock()  # of the children: faults run side by side
        self.environment: dict[str, str] = {}
        self.servers: dict[str, own_servers.Postgres | own_servers.Valkey] = {}
        self.watching = threading.Thread(target=self.supervisor.watch, daemon=True)

    def start(self) -> None:
        """Bring everything up, and this process's Django with it. Raises CannotStart where something is missing."""
        var = places.var_folder()
        found = own_servers.start(var, self.supervisor)
        self.servers = {server.name: server for server in found.own}
        address = addresses.web_address()
        self.environment = run_server.environment_of(var, found, address)
        os.environ.update(self.environment)
        run_server.first_steps(self.environment, self.stopping)
        web = run_server.start_children(var, self.environment, self.supervisor)
        run_server.wait_for_web(web, address, self.supervisor)
        self.watching.start()
        import django

        django.setup()

    def stop(self) -> None:
        """Stop everything and leave nothing behind."""
        self.stopping.note()
        if self.watching.is_alive():
            self.watching.join(5)
        self.supervisor.stop(set(self.servers))
        shutil.rmtree(self.folder, ignore_errors=True)

    def child(self, name: str) -> Child:
        """A supervised child by its name."""
        return next(child for child in self.supervisor.children if child.name == name)

    def add(self, name: str, of: str, *more: str, under: Sequence[str] = (), **environment: str) -> Child:
        """One more of a kind, as an operator might start by mistake or for speed; `under` is what starts it."""
        log = self.folder / "log" / f"{name}.log"
        command = [*under, *children.command(of, python=sys.executable, var=self.folder), *more]
        told = self.environment | environment
        starter = functools.partial(programs.start, command, log=log, environment=told, folder=places.ROOT)
        with self.changing:
            child = self.supervisor.add(name, starter, log=log)
        self.supervisor.start(child)
        return child

    def remove(self, child: Child) -> None:
        """Stop a child for good."""
        with self.changing:
            self.supervisor.children = [each for each in self.supervisor.children if each is not child]
        if child.process:
            programs.signal_group(child.process, signal.SIGKILL)
            child.process.wait()

    @contextlib.contextmanager
    def without(self, *names: str) -> Iterator[None]:
        """The block runs with these children killed; afterwards they are started again."""
        held = [self.child(name) for name in names]
        for child in held:
            self.remove(child)
        try:
            yield
        finally:
            for child in held:
                child.pause = FIRST_PAUSE
                self.supervisor.start(child)
                with self.changing:
                    self.supervisor.children = [*self.supervisor.children, child]

    def kill(self, child: Child, number: signal.Signals = signal.SIGKILL, *, group: bool = False) -> bool:
        """Signal a child, alone or with all it started; whether it ran.

        The supervisor starts a dead one again after its first pause.
        """
        child.pause = FIRST_PAUSE
        if not (child.is_running() and child.process):
            return False
        with contextlib.suppress(ProcessLookupError):
            (os.killpg if group else os.kill)(child.process.pid, number)
        return True

    def kill_one_worker_of(self, child: Child) -> bool:
        """SIGKILL one process that the child has forked; whether there was one."""
        forked = descendants(child.process.pid) if child.is_running() and child.process else []
        if forked:
            with contextlib.suppress(ProcessLookupError):
                os.kill(random.choice(forked), signal.SIGKILL)
        return bool(forked)

    def freeze(self, child: Child) -> None:
        """SIGSTOP to a child and to everything below it; `thaw` lets them go on."""
        self._signal_all(child, signal.SIGSTOP)

    def thaw(self, child: Child) -> None:
        """SIGCONT to a child and to everything below it."""
        self._signal_all(child, signal.SIGCONT)

    def _signal_all(self, child: Child, number: signal.Signals) -> None:
        pid = child.process.pid if child.process else 0
        for each in [pid, *descendants(pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(each, number)

    def web_answers(self, port: int = 0) -> bool:
        """Whether the web server, or the one on another port, says that it is well."""
        return answers("127.0.0.1", port or self.port)

    def restart_postgres(self) -> None:
        """An immediate shutdown: no checkpoint, every session cut; then the supervisor's restart and recovery."""
        postgres = self.child("PostgreSQL")
        self.kill(postgres, signal.SIGQUIT)
        programs.wait_until(postgres.has_ended, 10)
        programs.wait_until(self.servers["PostgreSQL"].is_ready, 30)

    def redis_answers(self) -> bool:
        """Whether the Redis-protocol server takes orders."""
        return self.servers["Valkey"].is_ready()

    def log_of(self, name: str) -> str:
        """What a child wrote."""
        return (self.folder / "log" / f"{name}.log").read_text(encoding="utf-8", errors="replace")


def descendants(pid: int) -> list[int]:
    """The processes below this one."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, ValueError, IndexError):
                stat = (entry / "stat").read_text()
                parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found
