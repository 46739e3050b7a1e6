"""Where things lie: `var/` (or RADA_VAR), the servers' home, the ports and secrets kept from run to run."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import socket
import time
from pathlib import Path

from rada.launcher.accounts import Account
from rada.launcher.terminal import CannotStart

ROOT = Path(__file__).resolve().parent.parent.parent
# Below the range that outgoing connections take their ports from, so that a kept port stays free.
PORTS = range(20_000, 32_000)
LOOK_SECONDS = 0.2  # far longer than `is_held` keeps the lock


def var_folder() -> Path:
    """The folder for everything that a run leaves behind; made where it is missing.

    Raises CannotStart where it cannot be written.
    """
    var = Path(os.environ.get("RADA_VAR", "").strip() or ROOT / "var").absolute()
    make_folder(var)
    make_folder(var / "log")
    return var


def make_folder(folder: Path) -> None:
    """Make a folder that everybody may enter (what is secret inside carries its own rights).

    Raises CannotStart where it cannot be made or written.
    """
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            folder.chmod(0o755)
        (folder / ".writable").touch()
        (folder / ".writable").unlink()
    except OSError as error:
        raise CannotStart(
            f"This user cannot write {folder} ({error.strerror}); grant it, or set RADA_VAR to a folder of your own."
        ) from error


def shown(path: Path) -> str:
    """A path as it is shown to people: short where it lies in the project."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


def servers_home(var: Path, account: Account | None) -> Path:
    """Where the servers keep their data: `var/`, or /var/lib where their account cannot get to it.

    Raises CannotStart where neither can be used.
    """
    if account is None or account.can_enter(var):
        return var
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    home = Path("/var/lib") / f"rada-{name}"
    make_folder(home)
    return home


def hold_alone(var: Path, what: str) -> int:
    """Take the folder for this process alone, until it ends; returns the open lock file.

    Raises CannotStart where another launcher holds it.
    """
    lock = os.open(var / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    if not (_locked(lock, fcntl.LOCK_EX) or _locked_after_a_look(lock)):
        holder = os.read(lock, 20).decode().strip() or "unknown"
        os.close(lock)
        raise CannotStart(
            f"{what} already runs from {var} (process {holder}); stop it first, or set RADA_VAR to another folder."
        )
    os.ftruncate(lock, 0)
    os.write(lock, str(os.getpid()).encode())
    return lock


def is_held(var: Path) -> bool:
    """Whether a launcher runs from this folder now."""
    try:
        lock = os.open(var / "lock", os.O_RDONLY)
    except OSError:
        return False
    try:
        return not _locked(lock, fcntl.LOCK_SH)  # shared: two who look do not take each other for a launcher
    finally:
        os.close(lock)


def _locked(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _locked_after_a_look(lock: int) -> bool:
    # Somebody in `is_held` has the lock for an instant; that is no launcher.
    time.sleep(LOOK_SECONDS)
    return _locked(lock, fcntl.LOCK_EX)


def kept_secret(file: Path) -> str:
    """A random secret, made once and readable by its owner only."""
    if not file.exists() or not file.stat().st_size:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as output:
            output.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="utf-8").strip()


def kept_port(home: Path, server: str) -> int:
    """The server's port of the last run, or another free one where somebody else took it meanwhile."""
    file = home / "ports.json"
    try:
        ports = dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        ports = {}
    if not (isinstance(ports.get(server), int) and is_free(ports[server])):
        ports[server] = next(port for port in secrets.SystemRandom().sample(PORTS, 500) if is_free(port))
        file.write_text(json.dumps(ports), encoding="utf-8")
    return ports[server]


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now."""
    with socket.socket(socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
