"""docker-compose.yml without Docker: each service's command and healthcheck as written there, on this machine.

What a container has of its own is put in its place: its image's variables, its folder /srv/rada/var, its ports, and the
names `postgres` and `redis` for the hosts of the network.
"""

from __future__ import annotations

import os
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from rada.launcher import accounts, programs
from rada.launcher.places import ROOT
from tests.launched import free_port, wait_for

VARIABLE = re.compile(r"\$(?:(\$)|\{([A-Z_]+)(?::([-?])([^}]*))?\})")
# As docs/operations.md has it: a copy of .env.example, these filled in.
FILLED_IN = {"SECRET_KEY": secrets.token_urlsafe(48), "POSTGRES_PASSWORD": secrets.token_urlsafe(12)}


def substituted(text: str, variables: Mapping[str, str]) -> str:
    """The text with its variables, as Compose puts them in."""
    return VARIABLE.sub(lambda found: _value(found, variables), text)


def _value(found: re.Match[str], variables: Mapping[str, str]) -> str:
    dollar, name, sign, rest = found.groups()
    if dollar:
        return "$"
    if value := variables.get(name, ""):
        return value
    assert sign == "-", f"{name}: {rest}"
    return rest


def env_file() -> dict[str, str]:
    """What `.env` says after the first step of the documentation."""
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    told = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    return told | FILLED_IN


class Composed:
    """The services of docker-compose.yml in a folder of their own."""

    def __init__(self, folder: Path, servers: Path) -> None:
        self.folder, self.servers = folder, servers
        self.variables = env_file()
        text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
        self.services: dict[str, Any] = yaml.safe_load(text)["services"]
        self.ports = {name: free_port() for name in ("web", "postgres", "redis")}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.account = accounts.of_servers(folder / "postgres")

    def here(self, text: str) -> str:
        """The words of a container, true on this machine."""
        placed = substituted(text, self.variables).replace("/srv/rada/var", str(self.folder / "var"))
        for name in ("postgres", "redis"):
            placed = re.sub(rf"(?<=[@/]){name}:\d+", f"127.0.0.1:{self.ports[name]}", placed)
        return placed

    def environment(self, name: str) -> dict[str, str]:
        """What a service's processes see."""
        service = self.services[name]
        path = f"{self.servers}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        seen = {"PATH": path, "HOSTNAME": socket.gethostname(), "PYTHONUNBUFFERED": "1"}
        if "env_file" in service:
            seen |= self.variables
        seen |= {key: self.here(value) for key, value in service.get("environment", {}).items()}
        if name == "postgres":
            data = str(self.folder / "postgres")
            seen |= {"PGDATA": data, "PGPORT": str(self.ports[name]), "PGHOST": "127.0.0.1"}
        elif "PORT" in seen:
            seen["PORT"] = str(self.ports["web"])
        return seen

    def command(self, name: str) -> list[str]:
        """A service's command."""
        words = [self.here(word) for word in self.services[name]["command"]]
        return [*words, "--port", str(self.ports[name]), "--bind", "127.0.0.1"] if name == "redis" else words

    def start(self, name: str) -> None:
        """Start a service."""
        server = name in {"postgres", "redis"}
        self.running[name] = programs.start(
            self.command(name),
            log=self.folder / f"{name}.log",
            environment=self.environment(name),
            folder=self.folder / name if server else ROOT,
            account=self.account if server else None,
        )

    def is_healthy(self, name: str) -> bool:
        """What its healthcheck says now."""
        kind, *words = (self.here(word) for word in self.services[name]["healthcheck"]["test"])
        if name == "redis":
            words[1:1] = ["-p", str(self.ports[name])]
        asked = subprocess.run(
            words if kind == "CMD" else ["/bin/sh", "-c", *words],
            env=self.environment(name), cwd=ROOT, capture_output=True, check=False,
        )  # fmt: skip
        return asked.returncode == 0

    def becomes_healthy(self, name: str) -> None:
        """Wait until it is; fail where it ends."""
        wait_for(lambda: self.running[name].poll() is not None or self.is_healthy(name), 60)
        assert self.running[name].poll() is None, self.log(name)

    def log(self, name: str) -> str:
        """What it wrote."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def make_postgres(self) -> None:
        """What the image does at its first start: an empty database as the variables say."""
        seen = self.environment("postgres")
        password = self.folder / "password"
        password.write_text(seen["POSTGRES_PASSWORD"], encoding="utf-8")
        if self.account:
            self.account.own(password, 0o600)
        self._as_postgres(
            "initdb", "-U", seen["POSTGRES_USER"], "--auth=scram-sha-256", f"--pwfile={password}",
            *seen["POSTGRES_INITDB_ARGS"].split(),
        )  # fmt: skip
        with (self.folder / "postgres" / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("unix_socket_directories = ''\nfsync = off\n")
        self.start("postgres")
        self.becomes_healthy("postgres")
        self._as_postgres(
            "createdb", "-U", seen["POSTGRES_USER"], seen["POSTGRES_DB"], PGPASSWORD=seen["POSTGRES_PASSWORD"]
        )

    def _as_postgres(self, program: str, *arguments: str, **more: str) -> None:
        made = subprocess.run(
            [self.servers / program, *arguments], env=self.environment("postgres") | more, cwd="/",
            capture_output=True, text=True, check=False, **programs.as_account(self.account),
        )  # fmt: skip
        assert made.returncode == 0, made.stderr

    def end(self, name: str) -> None:
        """Stop a service of ours as Compose does."""
        self.running[name].terminate()
        self.running[name].wait(timeout=30)
