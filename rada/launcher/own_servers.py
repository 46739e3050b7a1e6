"""The PostgreSQL and the Redis-protocol server of this run: those given in the environment, or our own."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from rada.launcher import accounts, addresses, places, programs
from rada.launcher.postgres import Postgres
from rada.launcher.supervisor import Supervisor
from rada.launcher.terminal import CannotStart, say
from rada.launcher.valkey import Valkey

RECOVERY_SECONDS = 120  # a server that was killed under load first reads its log
ATTEMPTS = 5


@dataclass
class Servers:
    """Where both servers are, and which of them are ours."""

    database_url: str
    redis_url: str
    own: list[Postgres | Valkey] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        """The variables that tell Django where they are."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}


def start(var: Path, supervisor: Supervisor, *, durable: bool = True, database_must_exist: bool = True) -> Servers:
    """Both servers, ready; our own are added to the supervisor.

    Raises CannotStart where one cannot be had, StopWished where somebody stopped it meanwhile.
    """
    database, redis = addresses.given_database(), addresses.given_redis()
    addresses.check_reachable(database=database, redis=redis, database_must_exist=database_must_exist)
    own: list[Postgres | Valkey] = []
    if not (database and redis):
        account = accounts.of_servers(var / "postgres")
        home = places.servers_home(var, account)
        if not redis:
            own.append(Valkey(home, var / "log" / "valkey.log", account, durable=durable))
            redis = own[-1].url()
        if not database:
            own.append(Postgres(home, var / "log" / "postgres.log", account, durable=durable))
            database = own[-1].url()
    for server in own:
        bring_up(server, supervisor)
    return Servers(database, redis, own)


def bring_up(server: Postgres | Valkey, supervisor: Supervisor) -> None:
    """Make, start and wait for one server.

    Raises CannotStart where it does not come up.
    """
    server.make()
    child = supervisor.add(server.name, server.start, stop_signal=server.stop_signal, log=server.log)
    for attempt in range(ATTEMPTS):
        supervisor.start(child)
        supervisor.stopping.wait_until(lambda: child.has_ended() or server.is_ready(), RECOVERY_SECONDS)
        if not child.has_ended() and server.is_ready():
            break
        if attempt == ATTEMPTS - 1 or not server.may_try_again():
            raise CannotStart(
                f"{server.name} did not start: {programs.last_line(server.log)} (more in {places.shown(server.log)})."
            )
        programs.wait_until(lambda: False, 1)
    server.finish()
    say(f"{server.version} listens on 127.0.0.1:{server.port}", to_stderr=True)


def environment_of_children(var: Path, servers: Servers) -> dict[str, str]:
    """What every Django process of this run gets: the caller's environment, set right where it could mislead."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PG") or not servers.own}
    settings = {
        "DJANGO_SETTINGS_MODULE": "rada.settings",
        "RADA_VAR": str(var),
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    return inherited | settings | servers.environment()
