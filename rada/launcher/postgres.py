"""A PostgreSQL server of our own: made once, started as our child, stopped with us."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from pathlib import Path

from rada.launcher import binaries, places, programs
from rada.launcher.accounts import Account
from rada.launcher.terminal import CannotStart, say

USER = "rada"
# The builtin provider sorts and folds alike on every machine; the wheels have no ICU.
BUILTIN_LOCALE = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
NOT_YET_GONE = ("is in use", "already exists", "still in use")


class Postgres:
    """One data folder and the server over it. `durable=False` is for tests: a power cut may cost their data."""

    name = "PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": open sessions are cut, everything committed is kept

    def __init__(self, home: Path, log: Path, account: Account | None, *, durable: bool = True) -> None:
        self.home, self.log, self.account, self.durable = home, log, account, durable
        self.data = home / "postgres"
        self.bin = binaries.postgresql(home, account)
        self.password = places.kept_secret(home / "postgres.password")
        self.clear_leftovers()
        self.port = places.kept_port(home, "postgres")
        self.version = f"PostgreSQL {binaries.version_of(self.bin / 'postgres')}"

    def url(self, database: str = "rada") -> str:
        """The address for DATABASE_URL."""
        return f"postgres://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def make(self) -> None:
        """Make the data folder where there is none; a half-made one is made anew.

        Raises CannotStart where it cannot be made or belongs to another version.
        """
        if (self.data / "PG_VERSION").exists():
            self.check_version()
            return
        say("making a PostgreSQL database", to_stderr=True)
        unfinished = self.home / "postgres.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        password_file = self.home / "initdb.password"
        password_file.write_text(self.password, encoding="utf-8")
        password_file.chmod(0o600)
        if self.account:
            self.account.own(unfinished, 0o700)
            self.account.own(password_file, 0o600)
        try:
            self.initdb(unfinished, password_file)
        finally:
            password_file.unlink()
        unfinished.rename(self.data)

    def initdb(self, folder: Path, password_file: Path) -> None:
        """Fill an empty data folder.

        Raises CannotStart with initdb's own reason.
        """
        locale = BUILTIN_LOCALE if binaries.major_version(self.bin) >= 17 else ["--locale=C.UTF-8"]
        made = subprocess.run(
            [self.bin / "initdb", "-D", folder, "-U", USER, "--auth=scram-sha-256", f"--pwfile={password_file}",
             "--encoding=UTF8", *locale, "--no-sync"],
            capture_output=True, text=True, env=programs.SERVER_ENVIRONMENT, cwd="/", check=False,
            **programs.as_account(self.account),
        )  # fmt: skip
        if made.returncode:
            raise CannotStart(
                f"PostgreSQL's data folder {folder} could not be made: {made.stderr.strip().splitlines()[-1]}"
            )

    def check_version(self) -> None:
        """Data of another major version cannot be opened.

        Raises CannotStart then.
        """
        data, ours = (self.data / "PG_VERSION").read_text(encoding="utf-8").strip(), binaries.major_version(self.bin)
        if data != str(ours):
            raise CannotStart(
                f"{self.data} was made by PostgreSQL {data}, but {ours} is installed: move the folder away to start "
                "with new demo data, or set DATABASE_URL."
            )

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server; what a killed run left behind is ended first."""
        self.clear_leftovers()
        options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC",
                   "log_timezone=UTC", "logging_collector=off",
                   "log_min_messages=log"]  # fmt: skip  # a refused statement is quoted with everything in it
        if not self.durable:
            options += ["fsync=off", "full_page_writes=off"]
        command: list[str | Path] = [self.bin / "postgres", "-D", self.data, "-p", str(self.port)]
        for option in options:
            command += ["-c", option]
        return programs.start(
            command,
            log=self.log,
            environment=programs.SERVER_ENVIRONMENT,
            folder=Path("/"),
            account=self.account,
            death_signal=signal.SIGINT,
        )

    def clear_leftovers(self) -> None:
        """End a server of an earlier run over the same data; forget a pid that is somebody else's by now."""
        pid_file = self.data / "postmaster.pid"
        programs.end_leftover(pid_file, str(self.data), [signal.SIGINT, signal.SIGQUIT])
        try:
            pid = int(pid_file.read_text(encoding="utf-8").split()[0])
        except (OSError, ValueError, IndexError):
            return
        # PostgreSQL itself clears the file of a dead process; a living stranger's would keep it from starting.
        stranger = programs.command_of(pid)
        if stranger and "postgres" not in stranger:
            pid_file.unlink(missing_ok=True)

    def is_ready(self) -> bool:
        """Whether it takes connections."""
        asked: list[str | Path] = [self.bin / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port), "-t", "2"]
        return subprocess.run(asked, env=programs.SERVER_ENVIRONMENT, check=False).returncode == 0

    def may_try_again(self) -> bool:
        """Whether it ended only because the last server's processes were not quite gone."""
        return re.search("|".join(NOT_YET_GONE), programs.last_lines(self.log, 5)) is not None

    def finish(self) -> None:
        """Make the database in the running server.

        Raises CannotStart with createdb's own reason.
        """
        made = subprocess.run(
            [self.bin / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", USER, "--no-password", "rada"],
            capture_output=True, text=True, check=False,
            env=programs.SERVER_ENVIRONMENT | {"PGPASSWORD": self.password, "HOME": os.sep},
        )  # fmt: skip
        if made.returncode and "already exists" not in made.stderr:
            raise CannotStart(f"PostgreSQL on port {self.port} refused to make the database: {made.stderr.strip()}")
