"""A Valkey server of our own: the BSD-licensed fork that speaks the Redis protocol."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path

from rada.launcher import binaries, places, programs
from rada.launcher.accounts import Account


class Valkey:
    """One data folder and the server over it. `durable=False` keeps nothing over a restart."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, home: Path, log: Path, account: Account | None, *, durable: bool = True) -> None:
        self.home, self.log, self.account, self.durable = home, log, account, durable
        self.data = home / "valkey"
        self.program = binaries.valkey(home, account)
        self.password = places.kept_secret(home / "valkey.password")
        self.clear_leftovers()
        self.port = places.kept_port(home, "valkey")
        self.version = f"{self.program.name} {binaries.version_of(self.program)}"

    def url(self, database: int = 0) -> str:
        """The address for REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Make the data folder and write the configuration (the password must not stand in a command line)."""
        self.data.mkdir(mode=0o700, exist_ok=True)
        configuration = self.data / "valkey.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(self.configuration(), encoding="utf-8")
        if self.account:
            self.account.own(self.data, 0o700)
            self.account.own(configuration, 0o600)

    def configuration(self) -> str:
        """The server's settings."""
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            f'requirepass "{self.password}"',
            f'dir "{self.data}"',
            f'pidfile "{self.data / "valkey.pid"}"',
            'save ""',
            f"appendonly {'yes' if self.durable else 'no'}",
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server; what a killed run left behind is ended first."""
        self.clear_leftovers()
        return programs.start(
            [self.program, self.data / "valkey.conf"],
            log=self.log,
            environment=programs.SERVER_ENVIRONMENT,
            folder=Path("/"),
            account=self.account,
        )

    def clear_leftovers(self) -> None:
        """End a server of an earlier run over the same data."""
        programs.end_leftover(
            self.data / "valkey.pid", "-server 127.0.0.1:", [signal.SIGTERM, signal.SIGKILL], seconds=5
        )

    def is_ready(self) -> bool:
        """Whether it answers."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while b"PONG" not in answer and (part := line.recv(64)):
                    answer += part
                return b"PONG" in answer
        except OSError:
            return False

    def may_try_again(self) -> bool:
        """Nothing that ends it at its start goes away by itself."""
        return False

    def finish(self) -> None:
        """Nothing has to be made in a running server."""
