"""Each service of docker-compose.yml by the very command written there, until its own healthcheck is content."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from rada.launcher import accounts, binaries, programs
from rada.launcher.terminal import CannotStart
from tests.project.composed import Composed

pytestmark = [pytest.mark.thorough]
CHECKED = ("postgres", "redis", "web", "worker", "beat")


@pytest.fixture(scope="module")
def debians():
    """The folder with PostgreSQL's programs from the operating system."""
    with pytest.MonkeyPatch.context() as changed:
        changed.setenv("RADA_SERVERS", "system")
        try:
            if not shutil.which("redis-server"):
                raise CannotStart(binaries.NO_REDIS)
            yield binaries.postgresql(Path("/"), None)
        except CannotStart as missing:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(missing))


@pytest.fixture(scope="module")
def composed(debians):
    """Everything that `docker compose up` starts, in its order."""
    # Not pytest's own folder: as root, the servers' account could not enter it.
    folder = Path(tempfile.mkdtemp(prefix="rada-composed-"))
    folder.chmod(0o755)
    run = Composed(folder, debians)
    for name in ("postgres", "redis"):
        (folder / name).mkdir(mode=0o700)
        if account := accounts.of_servers(folder):
            account.own(folder / name, 0o700)
    try:
        run.make_postgres()
        for name in ("redis", "migrate", "web", "worker", "beat", "sweeper"):
            run.start(name)
            if name == "migrate":
                assert run.running[name].wait(timeout=120) == 0, run.log(name)
        yield run
    finally:
        for process in run.running.values():
            programs.signal_group(process, signal.SIGKILL)
            process.wait()
        shutil.rmtree(folder)


@pytest.mark.parametrize("name", CHECKED)
def test_its_healthcheck_comes_to_succeed(composed, name):
    composed.becomes_healthy(name)


def test_every_service_has_a_healthcheck_or_is_told_by_another(composed):
    checked = {name for name, service in composed.services.items() if "healthcheck" in service}

    assert checked == set(CHECKED)
    assert set(composed.services) - checked == {"migrate", "sweeper"}  # one ends, the other's beat is in /readyz


def test_the_whole_is_ready(composed):
    composed.becomes_healthy("web")
    with closing(http.client.HTTPConnection("127.0.0.1", composed.ports["web"], timeout=20)) as line:
        line.request("GET", "/readyz", headers={"Host": composed.variables["ALLOWED_HOSTS"]})
        said = json.load(line.getresponse())

    assert said == {"storage": "ok", "database": "ok", "migrations": "ok", "sweep": "ok"}


@pytest.mark.parametrize("name", ["web", "worker"])
def test_a_service_that_has_ended_is_not_healthy(composed, name):
    composed.becomes_healthy(name)

    composed.end(name)

    assert not composed.is_healthy(name)
