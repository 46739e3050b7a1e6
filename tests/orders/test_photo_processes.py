"""The process that decodes: what it may use, what it knows, and that it never outlives its request."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.conf import settings as project

from orders.photos import child, limits, processes
from orders.photos.refusals import PhotoRefused
from tests.orders.pictures import photo, with_code

CONFINED = "import sys; from orders.photos.child import confine; confine(); "


@pytest.fixture
def folder(tmp_path):
    """A request's folder with a photo in it."""
    made = tmp_path / "photo-1"
    made.mkdir()
    (made / "sent").write_bytes(photo())
    return made


@pytest.fixture
def instead(monkeypatch):
    """Run other Python in place of the decoder."""

    def put(code):
        monkeypatch.setattr(processes, "COMMAND", (sys.executable, "-c", code))

    return put


def refusal(folder):
    """The code of the refusal."""
    with pytest.raises(PhotoRefused) as refused:
        processes.answer_to(folder / "sent", folder, texts=False)
    return refused.value.code


@pytest.mark.parametrize(
    "code",
    [
        CONFINED + "bytearray(2 << 30)",
        "from orders.photos import limits; limits.CPU_SECONDS = 1; " + CONFINED + "[None for _ in iter(int, 1)]",
        CONFINED + "open(sys.argv[2] + '/kept.jpg', 'wb').write(bytes(9 << 20))",
        CONFINED + "files = [open('/dev/null') for _ in range(40)]",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os; os._exit(0)",
        "print('no JSON')",
        "print('[1, 2]')",
        "raise SystemExit('{}')",
    ],
    ids=["memory", "time", "disk", "files", "killed", "says nothing", "babbles", "says a list", "fails"],
)
def test_a_process_that_is_ended_or_fails_is_a_refusal(folder, instead, code):
    instead(code)

    assert refusal(folder) == "damaged"


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), 9)", "time.sleep(600)", "print('{', flush=True, end='')"])
def test_a_photo_that_was_decoded_is_taken_however_the_search_for_codes_ends(folder, instead, monkeypatch, end):
    monkeypatch.setattr(limits, "WALL_SECONDS", 5)
    instead("import os, time; print('{\"width\": 96}', flush=True); " + end)

    said = processes.answer_to(folder / "sent", folder, texts=True)

    assert said == {"width": 96}


def test_a_search_for_codes_that_fails_leaves_a_photo_without_texts(tmp_path, monkeypatch):
    def fails(*args, **kwargs):
        raise MemoryError

    (tmp_path / "sent").write_bytes(photo(picture=with_code("RADA-7KQ2-M9XW")))
    monkeypatch.setattr(child, "codes_in", fails)

    *_earlier, said = child.answers(tmp_path / "sent", tmp_path, texts=True)

    assert (said["width"], said["texts"]) == (1200, [])
    assert said["fingerprint"].startswith("d1:")


def test_a_process_that_does_not_come_back_is_ended_with_all_it_started(folder, instead, monkeypatch):
    monkeypatch.setattr(limits, "WALL_SECONDS", 2)
    instead(
        "import subprocess, sys, time; from pathlib import Path\n"
        "other = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "Path(sys.argv[2], 'pids').write_text(str(other.pid)); time.sleep(600)"
    )

    code = refusal(folder)

    started = int((folder / "pids").read_text())
    assert code == "damaged"
    assert any(_is_gone(started) or time.sleep(0.05) for _ in range(200)), "it outlived its request"


def _is_gone(pid):
    """Whether a process ended; one that waits to be collected did."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except (FileNotFoundError, ProcessLookupError):
        return True


def test_the_process_knows_no_secret_and_no_address(folder, instead, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")
    instead("import json, os; print(json.dumps(dict(os.environ)))")

    known = processes.answer_to(folder / "sent", folder, texts=False)

    assert set(known) <= {*processes.PASSED_ON, "LC_CTYPE"}
    assert "canary" not in json.dumps(known)


def test_the_process_inherits_no_open_file(folder, instead):
    instead("import json, os; print(json.dumps({'open': sorted(os.listdir('/proc/self/fd'))}))")

    with (folder / "sent").open("rb") as file:
        os.set_inheritable(file.fileno(), False)
        known = processes.answer_to(folder / "sent", folder, texts=False)

    assert len(known["open"]) <= 4


def test_the_process_cannot_gain_privileges(folder, instead):
    instead(
        CONFINED + "import json; lines = open('/proc/self/status').read().splitlines()\n"
        "print(json.dumps(dict(line.split(':\\t', 1) for line in lines if line.startswith('NoNewPrivs'))))"
    )

    assert processes.answer_to(folder / "sent", folder, texts=False) == {"NoNewPrivs": "1"}


def test_no_more_than_two_run_at_once(folder, instead):
    instead(
        "import sys, time; from pathlib import Path\n"
        "place = Path(sys.argv[2], 'running'); place.mkdir(exist_ok=True); mine = place / str(time.monotonic_ns())\n"
        "mine.touch(); seen = 0\n"
        "for _ in range(30): seen = max(seen, len(list(place.iterdir()))); time.sleep(0.01)\n"
        "mine.unlink(); print('{\"seen\": %d}' % seen)"
    )
    seen = []

    def ask():
        seen.append(processes.answer_to(folder / "sent", folder, texts=False)["seen"])

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(seen) == 6
    assert max(seen) == limits.AT_ONCE


def test_when_no_place_gets_free_the_server_says_it_is_busy(folder, settings):
    settings.PHOTO_WAIT_SECONDS = 0.1
    held = [(folder.parent / f"slot-{number}").open("ab") for number in range(limits.AT_ONCE)]
    for file in held:
        fcntl.flock(file, fcntl.LOCK_EX)

    code = refusal(folder)
    held[1].close()
    said = processes.answer_to(folder / "sent", folder, texts=False)
    held[0].close()

    assert code == "busy"
    assert said["width"] == 96


def test_the_web_process_never_loads_a_decoder():
    code = (
        "import django, sys; django.setup()\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "import orders.forms.photos, orders.photos.intake, rada.celery\n"
        "print(sorted({'PIL', 'pi_heif', 'zxingcpp'} & {name.partition('.')[0] for name in sys.modules}))"
    )

    found = _python(code, DJANGO_SETTINGS_MODULE="rada.settings")

    assert found == "[]"


def test_the_decoding_process_never_loads_the_project():
    code = (
        "import orders.photos.child, sys\n"
        "print(sorted(name for name in sys.modules if name.partition('.')[0] in {'django', 'rada', 'orders'}"
        " and not name.startswith('orders.photos.')))"
    )

    found = _python(code)

    assert found == "['orders', 'orders.photos']"


def _python(code, **environment):
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=project.BASE_DIR, env={**os.environ, **environment},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return ran.stdout.strip()
