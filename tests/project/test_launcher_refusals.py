"""What cannot work is said in one sentence, with a non-zero exit and no traceback."""

import os
import socket
import subprocess
import sys

import pytest

from rada.launcher import environment, places, programs
from rada.launcher.places import ROOT


def launched(folder, **variables):
    """Start the launcher with these variables; it must end by itself."""
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "PORT"}}
    return subprocess.run(
        [sys.executable, "-m", "rada.launcher", "server"],
        env=kept | {"RADA_VAR": str(folder)} | variables,
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip


def sentence(ended):
    """The one line that it said."""
    assert ended.returncode == 1
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) == 1, ended.stderr
    return lines[0]


def test_a_port_in_use_is_named_with_the_way_out(tmp_path):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]

        ended = launched(tmp_path, PORT=str(port))

    assert f"Port {port} of 127.0.0.1 cannot be used" in sentence(ended)
    assert "PORT=" in ended.stderr


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80.5", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused(tmp_path, port):
    ended = launched(tmp_path, PORT=port)

    assert "PORT must be a number from 1 to 65535" in sentence(ended)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://localhost/rada", "must start with postgres://"),
        ("postgres://127.0.0.1:port/rada", "cannot be read"),
        ("postgres://rada:sesame@127.0.0.1:1/rada", "Connection refused"),
    ],
)
def test_an_unusable_database_url_is_refused_without_its_password(tmp_path, url, reason):
    ended = launched(tmp_path, DATABASE_URL=url, REDIS_URL="redis://127.0.0.1:1/0")

    assert "DATABASE_URL" in sentence(ended)
    assert reason in ended.stderr
    assert "sesame" not in ended.stderr


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://localhost", "must start with redis://"), ("redis://127.0.0.1:1/0", "Connection refused")],
)
def test_an_unusable_redis_url_is_refused(tmp_path, url, reason):
    ended = launched(tmp_path, REDIS_URL=url)

    assert "REDIS_URL" in sentence(ended)
    assert reason in ended.stderr


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    file = tmp_path / "file"
    file.touch()

    ended = launched(file / "var")

    assert f"This user cannot write {file / 'var'}" in sentence(ended)


def test_an_old_python_is_refused_by_the_script():
    ended = subprocess.run(
        [ROOT / "script" / "setup"], env=os.environ | {"PYTHON": "false"}, capture_output=True, text=True, check=False
    )

    assert ended.returncode == 1
    assert ended.stderr.splitlines() == [
        "Rada needs Python 3.11 or newer, and false is not; install one or name it: PYTHON=/path/to/python3.11"
    ]


def test_a_python_without_ensurepip_names_the_package_to_install(monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(environment.shutil, "which", lambda _name: None)

    with pytest.raises(environment.CannotSetUp) as refused:
        environment.make_venv()

    major, minor = sys.version_info[:2]
    assert f"apt-get install python{major}.{minor}-venv" in str(refused.value)


def test_a_port_taken_meanwhile_is_changed_and_a_free_one_kept(tmp_path):
    first = places.kept_port(tmp_path, "postgres")
    again = places.kept_port(tmp_path, "postgres")
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", first))
        holder.listen()

        other = places.kept_port(tmp_path, "postgres")

    assert again == first
    assert other != first


def test_a_pid_file_of_long_ago_harms_nobody(tmp_path):
    stranger = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    pid_file = tmp_path / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n/data\n", encoding="utf-8")

    programs.end_leftover(pid_file, "/data/of/rada", [programs.signal.SIGKILL], seconds=1)

    assert stranger.poll() is None
    stranger.communicate(b"\n")
