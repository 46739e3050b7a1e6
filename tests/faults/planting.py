"""Bugs planted in a copy of the project, each of which a test or a fault must catch: `script/faults --planted`."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from rada.launcher import own_servers, places
from rada.launcher.places import ROOT
from rada.launcher.stopping import Stopping
from rada.launcher.supervisor import Supervisor
from tests.faults.outcome import say

PLANTED = Path(__file__).parent / "planted"
PATIENCE = 300.0


@dataclass(frozen=True)
class Planted:
    """A patch: the bug in words, and the pytest node or the fault (`R5`) that must catch it."""

    patch: Path
    bug: str
    catchers: tuple[str, ...]


def patches() -> list[Path]:
    """Every planted bug."""
    return sorted(PLANTED.glob("*.patch"))


def read(patch: Path) -> Planted:
    """The words above a patch's first line."""
    text = patch.read_text(encoding="utf-8")
    bug = re.search(r"^Planted: (.+)$", text, re.MULTILINE)
    catchers = re.findall(r"^Caught by: (\S+)$", text, re.MULTILINE)
    return Planted(patch, bug.group(1) if bug else patch.stem, tuple(catchers))


def run(only: list[str]) -> int:
    """Plant each bug in turn; 0 where all are caught and nothing is caught without one."""
    chosen = [read(patch) for patch in patches() if not only or patch.stem in only]
    folder = Path(tempfile.mkdtemp(prefix="rada-planted-"))
    folder.chmod(0o755)
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    os.environ["RADA_VAR"] = str(folder / "var")
    supervisor, servers = Supervisor(Stopping(), quiet=True), set()
    try:
        var = places.var_folder()
        found = own_servers.start(var, supervisor, durable=False)
        servers = {server.name for server in found.own}
        environment = own_servers.environment_of_children(var, found)
        return 0 if all_caught(chosen, folder, environment) else 1
    finally:
        supervisor.stop(servers)
        shutil.rmtree(folder, ignore_errors=True)


def all_caught(chosen: list[Planted], folder: Path, environment: dict[str, str]) -> bool:
    """Whether the sound project passes every test named, and each bug fails one."""
    good = True
    sound = copy_of_project(folder / "sound")
    tests = sorted({catcher for planted in chosen for catcher in planted.catchers if "::" in catcher})
    if tests and catches(sound, tests, environment):
        say("NOT USABLE: a test that is to catch bugs fails without one")
        good = False
    for planted in chosen:
        sick = copy_of_project(folder / planted.patch.stem)
        applied = subprocess.run(["git", "apply", str(planted.patch)], cwd=sick, capture_output=True, check=False)
        if applied.returncode:
            verdict = f"NO LONGER APPLIES: {applied.stderr.decode().strip().splitlines()[-1]}"
        else:
            verdict = "caught" if caught(planted, sick, environment) else "NOT CAUGHT"
        say(f"{verdict:10} | {planted.patch.stem} | {planted.bug} | {', '.join(planted.catchers)}")
        good = good and verdict == "caught"
        shutil.rmtree(sick, ignore_errors=True)
    return good


def caught(planted: Planted, sick: Path, environment: dict[str, str]) -> bool:
    """Whether one of the bug's catchers complains."""
    return any(catches(sick, [catcher], environment) for catcher in planted.catchers)


def catches(project: Path, catchers: list[str], environment: dict[str, str]) -> bool:
    """Whether these tests, or this fault, complain about the project there; a crash of their own is no complaint."""
    if "::" in catchers[0]:
        command = ["-m", "pytest", "-q", "-x", "--no-header", "--reuse-db", "-p", "no:cacheprovider", *catchers]
        sign = r"^FAILED "
    else:
        command = ["-m", "tests.faults", "--short", "--only", catchers[0]]
        sign = r"^WRONG \|(?!.*is carried out)"
    done = subprocess.run(
        [sys.executable, *command], cwd=project, env=environment, capture_output=True, text=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip
    complained = done.returncode == 1 and re.search(sign, done.stdout, re.MULTILINE) is not None
    if done.returncode and not complained:
        print((done.stdout + done.stderr)[-2000:], flush=True)
    return complained


def copy_of_project(to: Path) -> Path:
    """The files that git knows of, as they lie in the work tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, to / name)
    return to
