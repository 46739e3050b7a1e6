"""The real launcher, started as `script/server` starts it, on a folder of its own."""

import os
import signal
import subprocess
import sys
from contextlib import closing
from secrets import token_urlsafe
from urllib.error import HTTPError

import psycopg2
import pytest

from rada.launcher.alive import answers
from rada.launcher.places import ROOT
from tests.launched import Running, launched, processes_of, wait_for

pytestmark = pytest.mark.thorough
SERVERS_AND_CHILDREN = {"PostgreSQL", "Valkey", "web", "worker", "beat", "sweeper"}


def connected(var):
    addresses = dict(line.split("=", 1) for line in (var / "servers.env").read_text(encoding="utf-8").splitlines())
    return psycopg2.connect(addresses["DATABASE_URL"])


def takes_connections(var):
    try:
        connected(var).close()
    except psycopg2.OperationalError:  # it still reads its log after the kill
        return False
    return True


@pytest.fixture(scope="module")
def running():
    with launched() as launcher:
        yield launcher


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
    assert "[X] 0001_initial" in running.manage("showmigrations", "partners")


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
