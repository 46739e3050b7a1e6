"""Start programs so that none outlives us, and end what an earlier run left behind."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from rada.launcher.accounts import Account

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

# Servers get a bare environment: PGDATA, PGOPTIONS, TZ or LANG of the caller must not reach them.
SERVER_ENVIRONMENT = {"PATH": os.defpath, "TZ": "UTC", "LC_ALL": "C"}


def start(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str],
    folder: Path,
    account: Account | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, its output appended to `log`.

    On Linux the kernel sends it `death_signal` when the launcher is killed. Raises OSError where it cannot be run.
    """
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            preexec_fn=leash(death_signal),
            **as_account(account),
        )


def in_foreground(command: Sequence[str], environment: Mapping[str, str], *, folder: Path) -> int:
    """Run a program on our terminal; its exit status. A Ctrl-C reaches it by itself, a SIGTERM through us."""
    running = subprocess.Popen(command, env=dict(environment), cwd=folder, preexec_fn=leash(signal.SIGTERM))
    signal.signal(signal.SIGINT, lambda *_: None)
    signal.signal(signal.SIGTERM, lambda *_: running.send_signal(signal.SIGINT))
    return running.wait()


def as_account(account: Account | None) -> dict:
    """The arguments of subprocess that change the user, or none."""
    return {"user": account.uid, "group": account.gid, "extra_groups": []} if account else {}


def leash(death_signal: signal.Signals) -> Callable[[], None] | None:
    """What ties a child to this process on Linux; elsewhere the next start finds leftovers by their pid files."""
    if _libc is None:
        return None
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # killed between the fork and the line above
            os._exit(1)

    return tie


def signal_group(child: subprocess.Popen[bytes] | subprocess.Popen[str], number: signal.Signals) -> None:
    """Signal a child together with what it started itself."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, number)


def wait_until(done: Callable[[], object], seconds: float) -> bool:
    """Poll until `done` or until the time is over; whether it was done."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if done():
            return True
        time.sleep(0.05)
    return bool(done())


def command_of(pid: int) -> str:
    """The command line of a running process; empty where there is none (a zombie has none)."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return ""
    except OSError:
        return ""
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return listed.stdout.strip()


def end_leftover(pid_file: Path, mark: str, signals: Sequence[signal.Signals], seconds: float = 10) -> None:
    """End the process that an earlier, killed run left behind.

    `mark` must stand in its command line: a pid of long ago may by now belong to somebody else's program.
    """
    try:
        pid = int(pid_file.read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError, IndexError):
        return
    for number in signals:
        if mark not in command_of(pid):
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)
        wait_until(lambda: mark not in command_of(pid), seconds)


def last_lines(log: Path, count: int) -> str:
    """The end of what a program wrote."""
    try:
        with log.open("rb") as written:
            written.seek(max(0, log.stat().st_size - 20_000))
            text = written.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join([line.strip() for line in text.splitlines() if line.strip()][-count:])


def last_line(log: Path) -> str:
    """The last line that a program wrote, for a sentence about its end."""
    return last_lines(log, 1) or "it wrote nothing"
