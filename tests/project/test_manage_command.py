"""`script/manage`: which commands need servers, and who holds the folder they run from."""

import fcntl
import subprocess
import sys
import threading
import time

import pytest

from rada.launcher import places, run_manage
from rada.launcher.places import ROOT
from rada.launcher.terminal import CannotStart


def looking_at(var):
    """The lock as `is_held` has it for an instant."""
    lock = (var / "lock").open("a+b")
    fcntl.flock(lock, fcntl.LOCK_SH)
    return lock


@pytest.mark.parametrize(
    ("arguments", "needs_none"),
    [
        (["judge", "cases.jsonl"], True),
        (["bench", "calendar"], True),
        (["sweep", "--help"], True),
        (["bench", "sweep"], False),
        (["sweep"], False),
        (["rejudge", "help"], False),
        ([], False),
    ],
)
def test_only_commands_that_read_files_alone_do_without_servers(arguments, needs_none):
    answered = run_manage.is_serverless(arguments)

    assert answered is needs_none


def test_judging_a_file_starts_no_server(tmp_path):
    environment = {"RADA_VAR": str(tmp_path), "PATH": "/usr/bin:/bin"}

    judged = subprocess.run(
        [sys.executable, "-m", "rada.launcher", "manage", "judge", "-"],
        input="{}\n", env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert judged.stdout == '{"id": null, "error": "id: is missing"}\n'
    assert judged.returncode == 1
    assert not (tmp_path / "postgres").exists()


def test_a_launcher_is_not_refused_because_somebody_looks_whether_one_runs(tmp_path):
    look = looking_at(tmp_path)
    threading.Timer(places.LOOK_SECONDS / 4, look.close).start()

    lock = places.hold_alone(tmp_path, "Rada")

    assert places.is_held(tmp_path)
    assert lock > 0


def test_two_who_look_do_not_take_each_other_for_a_launcher(tmp_path):
    with looking_at(tmp_path):
        held = places.is_held(tmp_path)

    assert held is False


def test_a_second_launcher_is_refused_soon(tmp_path):
    places.hold_alone(tmp_path, "Rada")
    started = time.monotonic()

    with pytest.raises(CannotStart, match="already runs"):
        places.hold_alone(tmp_path, "Rada")

    assert time.monotonic() - started < 5
