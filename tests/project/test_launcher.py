"""The real launcher, started as `script/server` starts it, on a folder of its own."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing
from pathlib import Path
from secrets import token_urlsafe
from urllib.error import HTTPError

import psycopg2
import pytest

from rada.launcher.alive import answers
from rada.launcher.places import PORTS, ROOT, is_free

SERVERS_AND_CHILDREN = {"PostgreSQL", "Valkey", "web", "worker", "beat", "sweeper"}


def free_port():
    return next(port for port in random.sample(PORTS, 500) if is_free(port))


def processes_of(var):
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


def connected(var):
    addresses = dict(line.split("=", 1) for line in (var / "servers.env").read_text(encoding="utf-8").splitlines())
    return psycopg2.connect(addresses["DATABASE_URL"])


def takes_connections(var):
    try:
        connected(var).close()
    except psycopg2.OperationalError:  # it still reads its log after the kill
        return False
    return True


def wait_for(done, seconds=30):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.1)


class Running:
    """One launcher over one folder."""

    def __init__(self, var):
        self.var, self.port, self.output = var, free_port(), var / "terminal"
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        self.environment = kept | {
            "RADA_VAR": str(var), "RADA_DEMO": "no", "PORT": str(self.port), "HOST": "127.0.0.1",
            "TZ": "America/St_Johns", "LANG": "C", "PYTHONWARNINGS": "default", "METRICS_ALLOWED_NETWORKS": "127.0.0.1",
        }  # fmt: skip
        self.environment.pop("HOME", None)
        with self.output.open("wb") as terminal:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "rada.launcher", "server"],
                stdout=terminal, stderr=terminal, env=self.environment, cwd=ROOT,
            )  # fmt: skip

    def said(self):
        return self.output.read_text(encoding="utf-8")

    def has_said(self, words):
        assert self.process.poll() is None, self.said()
        return words in self.said()

    def page(self, path):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.read().decode()

    def is_ready(self):
        return self.has_said("Rada is ready")

    def pid_of(self, part):
        """The oldest process whose command line holds this; None while there is none."""
        return min((pid for pid, command in processes_of(self.var).items() if part in command), default=None)

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(timeout=30)


@pytest.fixture(scope="module")
def running():
    # Not pytest's own folder: as root, the servers' account could not enter it.
    var = Path(tempfile.mkdtemp(prefix="rada-launcher-"))
    var.chmod(0o755)
    launcher = Running(var)
    try:
        wait_for(launcher.is_ready, 120)
        yield launcher
    finally:
        launcher.end()
        wait_for(lambda: not processes_of(var))
        shutil.rmtree(var)


def test_the_address_it_prints_answers(running):
    said = running.said()

    answered = answers("127.0.0.1", running.port)

    assert f"http://localhost:{running.port}" in said
    assert answered


def test_what_every_web_process_counted_is_told_together(running):
    for _request in range(20):
        assert running.page("/healthz") == "ok\n"

    told = {
        line for _each in range(6) for line in running.page("/metrics").splitlines() if '_count{route="healthz"' in line
    }

    assert told == {'rada_web_request_seconds_count{route="healthz",status="200"} 20.0'}


def test_no_log_of_any_process_holds_what_was_asked(running):
    secret = token_urlsafe(32)

    with pytest.raises(HTTPError, match="404"):
        running.page(f"/o/{secret}/?q=Canary")
    with closing(connected(running.var)) as line, pytest.raises(psycopg2.DataError):
        line.cursor().execute("SELECT 'Canary'::int")

    logged = "".join(log.read_text(encoding="utf-8") for log in (running.var / "log").iterdir())
    assert "orders:customer_door" in logged
    assert secret not in logged
    assert "Canary" not in logged


def test_a_child_that_dies_is_started_again(running):
    killed = running.pid_of("celery -A rada.celery beat")

    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: "beat was ended by SIGKILL" in running.said())
    wait_for(lambda: running.pid_of("celery -A rada.celery beat") not in {None, killed})

    assert killed not in processes_of(running.var)


def test_a_killed_database_server_comes_back_where_it_was(running):
    killed = int((running.var / "postgres" / "postmaster.pid").read_text(encoding="utf-8").split()[0])
    before = processes_of(running.var)[killed]

    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: killed not in processes_of(running.var))
    wait_for(lambda: before in processes_of(running.var).values())
    wait_for(lambda: takes_connections(running.var))

    assert "PostgreSQL was ended by SIGKILL" in running.said()


def test_a_second_launcher_of_the_same_folder_is_refused_in_one_sentence(running):
    second = subprocess.run(
        [sys.executable, "-m", "rada.launcher", "server"],
        env=running.environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert f"already runs from {running.var} (process {running.process.pid})" in second.stderr


def test_a_command_beside_it_finds_its_servers(running):
    listed = subprocess.run(
        [sys.executable, "-m", "rada.launcher", "manage", "showmigrations", "partners"],
        env=running.environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "[X] 0001_initial" in listed.stdout, listed.stderr


def test_secrets_are_readable_by_their_owner_alone(running):
    secrets = [running.var / name for name in ("secret_key", "postgres.password", "valkey.password", "servers.env")]

    rights = [oct(secret.stat().st_mode & 0o777) for secret in secrets]

    assert rights == ["0o600"] * 4


def test_ctrl_c_stops_everything_it_started(running):
    assert len(processes_of(running.var)) >= len(SERVERS_AND_CHILDREN)

    running.process.send_signal(signal.SIGINT)
    status = running.process.wait(timeout=30)

    assert status == 0, running.said()
    assert processes_of(running.var) == {}
    assert not (running.var / "servers.env").exists()


def test_a_killed_launcher_leaves_nothing_and_its_folder_starts_again(running):
    killed = Running(running.var)
    wait_for(lambda: killed.has_said("PostgreSQL"))

    killed.process.kill()
    killed.process.wait()
    wait_for(lambda: processes_of(running.var) == {})
    again = Running(running.var)

    try:
        wait_for(again.is_ready, 60)
        assert answers("127.0.0.1", again.port)
    finally:
        again.end()
