"""The real launcher, started as `script/server` starts it, on a folder of its own."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rada.launcher.places import PORTS, ROOT, is_free


def free_port() -> int:
    """A port that nobody holds."""
    return next(port for port in random.sample(PORTS, 500) if is_free(port))


def processes_of(var: Path) -> dict[int, str]:
    """The command lines of everything that runs from this folder, by process id."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            environment = (folder / "environ").read_bytes()
        except OSError:
            continue
        if str(var) in command or f"RADA_VAR={var}".encode() in environment.split(b"\0"):
            found[int(folder.name)] = command
    return found


def wait_for(done: Callable[[], bool], seconds: float = 30) -> None:
    """Look again until it is done; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


class Running:
    """One launcher over one folder, with settings of its own."""

    def __init__(self, var: Path, **settings: str) -> None:
        self.var, self.port, self.output = var, free_port(), var / "terminal"
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = kept | {
            "RADA_VAR": str(var), "RADA_DEMO": "no", "PORT": str(self.port), "HOST": "127.0.0.1",
            "TZ": "America/St_Johns", "LANG": "C", "PYTHONWARNINGS": "default", "METRICS_ALLOWED_NETWORKS": "127.0.0.1",
            **settings,
        }  # fmt: skip
        self.environment.pop("HOME", None)
        with self.output.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rada.launcher", "server"],
                stdout=terminal, stderr=terminal, env=self.environment, cwd=ROOT,
            )  # fmt: skip

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def said(self) -> str:
        """Everything that it printed."""
        return self.output.read_text(encoding="utf-8")

    def has_said(self, words: str) -> bool:
        """Whether it printed these words; it runs still."""
        assert self.process.poll() is None, self.said()
        return words in self.said()

    def page(self, path: str) -> str:
        """What it answers there."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.read().decode()

    def is_ready(self) -> bool:
        """Whether it says so."""
        return self.has_said("Rada is ready")

    def pid_of(self, part: str) -> int | None:
        """The oldest process whose command line holds this; None while there is none."""
        return min((pid for pid, command in processes_of(self.var).items() if part in command), default=None)

    def manage(self, *command: str) -> str:
        """What a command beside it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "rada.launcher", "manage", *command],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def end(self) -> None:
        """Stop it, as Ctrl-C does."""
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)


@contextmanager
def launched(**settings: str) -> Iterator[Running]:
    """A launcher that is ready, with these settings; afterwards nothing of it is left."""
    # Not pytest's own folder: as root, the servers' account could not enter it.
    var = Path(tempfile.mkdtemp(prefix="rada-launcher-"))
    var.chmod(0o755)
    launcher = Running(var, **settings)
    try:
        wait_for(launcher.is_ready, 120)
        yield launcher
    finally:
        launcher.end()
        wait_for(lambda: not processes_of(var))
        shutil.rmtree(var)
