"""One supervisor over everything that runs: it starts again what dies and stops what it started, in good order."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rada.launcher import places, programs
from rada.launcher.stopping import Stopping
from rada.launcher.terminal import CannotStart, say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds before a dead child is started again
STEADY_SECONDS = 30.0  # after this long a child counts as healthy and the pause is short again
POLITE_SECONDS = 6.0
LOG_BYTES = 5_000_000


@dataclass
class Child:
    """One supervised program."""

    name: str
    starter: Callable[[], subprocess.Popen[bytes]]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause: float = FIRST_PAUSE
    restart_at: float | None = None

    def has_ended(self) -> bool:
        """Whether it was started and is gone."""
        return self.process is not None and self.process.poll() is not None

    def is_running(self) -> bool:
        """Whether it runs now."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """The children in the order of their start; they stop in the opposite order, level by level."""

    def __init__(self, stopping: Stopping, *, quiet: bool = False) -> None:
        self.stopping, self.quiet = stopping, quiet
        self.children: list[Child] = []

    def add(
        self,
        name: str,
        starter: Callable[[], subprocess.Popen[bytes]],
        *,
        log: Path,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> Child:
        """Take a program under supervision; it is started by `start`."""
        child = Child(name, starter, log, stop_signal)
        self.children.append(child)
        return child

    def start(self, child: Child) -> None:
        """Start a child now.

        Raises CannotStart where its program cannot be run at all.
        """
        trim(child.log)
        child.restart_at = None
        child.started_at = time.monotonic()
        try:
            child.process = child.starter()
        except OSError as error:
            raise CannotStart(f"{child.name} cannot be run: {error.strerror} ({error.filename}).") from error

    def watch(self) -> None:
        """Keep everything running until somebody wants to stop."""
        rounds = 0
        while not self.stopping.wishes:
            for child in self.children:
                self.look_after(child)
            time.sleep(0.2)
            rounds += 1
            if rounds % 50 == 0:
                for child in self.children:
                    trim(child.log)

    def look_after(self, child: Child) -> None:
        """Start a dead child again, later each time that it does not last."""
        now = time.monotonic()
        if child.restart_at is None and child.has_ended():
            if now - child.started_at > STEADY_SECONDS:
                child.pause = FIRST_PAUSE
            child.restart_at = now + child.pause
            say(f"{child.name} {ending(child)}; starting it again in {child.pause:g} s (see {places.shown(child.log)})")
            child.pause = min(child.pause * 2, LONGEST_PAUSE)
        elif child.restart_at is not None and now >= child.restart_at:
            # What a dead master leaves (a pool's processes) must not work beside its successor.
            if child.process:
                programs.signal_group(child.process, signal.SIGKILL)
            try:
                self.start(child)
            except CannotStart as reason:
                say(str(reason))
                child.restart_at = now + child.pause

    def stop(self, servers: set[str]) -> None:
        """Stop everything: first what works, then the servers under it. A second wish kills the rest at once."""
        if not self.quiet and self.children:
            say("stopping everything (Ctrl-C once more kills it at once)")
        wishes = self.stopping.wishes
        for level in (
            [child for child in self.children if child.name not in servers],
            [child for child in reversed(self.children) if child.name in servers],
        ):
            self.stop_level(level, wishes)

    def stop_level(self, children: list[Child], wishes: int) -> None:
        """Stop some children side by side; who is not gone after the polite time is killed with all that it started."""
        for child in children:
            if child.is_running() and child.process:
                child.process.send_signal(child.stop_signal)
        programs.wait_until(
            lambda: self.stopping.wishes > wishes or not any(child.is_running() for child in children), POLITE_SECONDS
        )
        for child in children:
            if child.process:
                programs.signal_group(child.process, signal.SIGKILL)
                child.process.wait()


def ending(child: Child) -> str:
    """How a child ended, in words."""
    status = child.process.returncode if child.process else 0
    if status < 0:
        return f"was ended by {signal.Signals(-status).name}"
    return f"ended with status {status}"


def trim(log: Path) -> None:
    """Keep a log small: its content moves to `<name>.1` and it starts again (writers append, so they go on there)."""
    try:
        if log.stat().st_size > LOG_BYTES:
            shutil.copyfile(log, log.with_name(log.name + ".1"))
            with log.open("r+b") as written:
                written.truncate(0)
    except FileNotFoundError:
        return
