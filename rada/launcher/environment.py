"""Make `.venv` from the lock files. Runs on a bare Python, before anything else of the project can be imported."""

from __future__ import annotations

import argparse
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
STAMP = VENV / "rada-setup.json"
PYTHON = VENV / "bin" / "python"
LOCKS = {"runtime": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


class CannotSetUp(Exception):
    """Why the environment cannot be made, in one sentence for the person at the terminal."""


def say(text: str) -> None:
    """One line of progress, on stderr: stdout belongs to the command that follows."""
    print(f"rada · {text}", file=sys.stderr, flush=True)


def wanted(kind: str) -> dict[str, str]:
    """What a finished environment of this kind (`runtime` or `dev`) is stamped with."""
    return {"folder": str(ROOT), kind: hashlib.sha256(LOCKS[kind].read_bytes()).hexdigest()}


def stamped() -> dict[str, str]:
    """What the environment at hand is stamped with; empty where it is unfinished, broken or absent."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("python") == python_version() else {}


def python_version() -> str | None:
    """The version of the environment's own Python, or None where it does not run."""
    try:
        answer = subprocess.run(
            [PYTHON, "-I", "-c", "import sys; print(sys.version.split()[0])"],
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def is_finished(kind: str) -> bool:
    """Whether the environment already holds exactly what the lock file says."""
    return wanted(kind).items() <= stamped().items()


@contextmanager
def alone() -> Iterator[None]:
    """Keep a second setup of the same folder waiting (the lock is the folder itself: no file is left behind)."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another setup of this folder is at work; waiting for it")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def require_write_right() -> None:
    """Setting up writes below the project.

    Raises CannotSetUp where this user may not.
    """
    for folder in (ROOT, VENV):
        if folder.exists() and not os.access(folder, os.W_OK):
            raise CannotSetUp(f"This user may not write {folder}; grant it, or clone the project elsewhere.")


def make_venv() -> None:
    """A fresh, empty environment, by Python's own venv or else by uv.

    Raises CannotSetUp where this Python can make none.
    """
    say(f"making .venv with Python {sys.version.split()[0]}")
    if importlib.util.find_spec("ensurepip"):
        run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)], "Python could not make a virtual environment")
    elif uv := shutil.which("uv"):
        run([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)], "uv could not make .venv")
    else:
        major, minor = sys.version_info[:2]
        raise CannotSetUp(
            f"This Python has no ensurepip, so it cannot make a virtual environment: install the package "
            f"python{major}.{minor}-venv (on Debian and Ubuntu: apt-get install python{major}.{minor}-venv), or uv."
        )


def install(kind: str) -> None:
    """The locked packages of one kind, wheels only, every hash checked."""
    say(f"installing the packages of {LOCKS[kind].name} (about half a minute the first time)")
    options = ["--require-hashes", "--only-binary=:all:", "-r", str(LOCKS[kind])]
    if has_pip():
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"]
        run([*pip, "--no-warn-script-location", *options], "pip could not install the packages")
    elif uv := shutil.which("uv"):
        run([uv, "pip", "install", "--quiet", "--python", str(PYTHON), *options], "uv could not install the packages")
    else:
        raise CannotSetUp(f"{VENV} has no pip; delete the folder and run this again.")


def has_pip() -> bool:
    """Whether the environment's Python can run pip."""
    return subprocess.run([PYTHON, "-I", "-m", "pip", "--version"], capture_output=True, check=False).returncode == 0


def run(command: list[str], complaint: str) -> None:
    """Run one step.

    Raises CannotSetUp with the last line that it printed where it fails.
    """
    # pip as root warns of a system Python that this is not.
    environment = os.environ | {"PIP_ROOT_USER_ACTION": "ignore", "PYTHONUTF8": "1"}
    step = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment, check=False
    )
    if step.returncode:
        lines = [line.strip() for line in step.stdout.splitlines() if line.strip()] or [
            f"exit status {step.returncode}"
        ]
        causes = [line for line in lines if line.lower().startswith("error")] or lines
        unreachable = " (the package index cannot be reached)" if "Connection" in step.stdout else ""
        raise CannotSetUp(f"{complaint}: {causes[-1]}{unreachable}")


def set_up(kind: str) -> None:
    """Make the environment what its lock file says; nothing to do where it already is."""
    if is_finished(kind):
        return
    require_write_right()
    with alone():
        known = stamped()
        if is_finished(kind):
            return
        usable = python_version() and (has_pip() or shutil.which("uv"))
        if not usable or known.get("folder", str(ROOT)) != str(ROOT):
            make_venv()
            known = {}
        STAMP.unlink(missing_ok=True)
        install(kind)
        # The development lock is the runtime lock and more.
        kinds = ["runtime", "dev"] if kind == "dev" else [kind]
        stamp = known | {"python": python_version()}
        for each in kinds:
            stamp |= wanted(each)
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Set up, then become the given command of the environment's Python."""
    then = []
    if "--" in arguments:
        cut = arguments.index("--")
        arguments, then = arguments[:cut], arguments[cut + 1 :]
    parser = argparse.ArgumentParser(prog="script/setup", description="Make .venv with the locked requirements.")
    parser.add_argument("--dev", action="store_true", help="with what tests and linters need")
    set_up("dev" if parser.parse_args(arguments).dev else "runtime")
    if then:
        os.chdir(ROOT)
        os.execv(PYTHON, [str(PYTHON), *then])  # noqa: S606 the rest of the script's own command line
    return 0


def give_up(*_: object) -> None:
    """Leave as Ctrl-C does, so that the running step is stopped too."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, give_up)
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotSetUp as reason:
        sys.exit(f"rada · {reason}")
    except PermissionError as error:
        sys.exit(f"rada · This user may not write {error.filename or ROOT}; grant it, or clone the project elsewhere.")
    except OSError as error:
        sys.exit(f"rada · Setting up failed: {error.strerror or error} ({error.filename or ROOT}).")
    except KeyboardInterrupt:
        sys.exit(130)
