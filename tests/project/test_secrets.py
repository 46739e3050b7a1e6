"""Secrets come by the environment or by files, each by both, and none has a default in production."""

from __future__ import annotations

import re
import secrets
import subprocess
import sys
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from rada.launcher import addresses
from rada.launcher.places import ROOT
from rada.launcher.terminal import CannotStart
from tests.project.production import settings_of_production

READ = re.compile(r'env\.(?:secret|database|redis)\("([A-Z0-9_]+)"')
SECRETS = sorted(set(READ.findall((ROOT / "rada" / "settings.py").read_text(encoding="utf-8"))))
# What a secret belongs to, without which nothing reads it.
NEEDED = {"S3_SECRET_KEY": {"S3_BUCKET": "photos"}}


def a_value(name: str) -> tuple[str, str]:
    """Something that this secret may be, and the part of it that nobody else says."""
    canary = secrets.token_urlsafe(32)[:43]
    whole = {"DATABASE_URL": "postgres://rada:{}@db.example/rada", "REDIS_URL": "redis://:{}@db.example/0"}
    return whole.get(name, "{}").format(canary), canary


def told_by(name: str, canary: str, **environment: str) -> dict[str, Any]:
    """The settings in which the secret stands."""
    read = settings_of_production(**NEEDED.get(name, {}), **environment)
    return {setting: value for setting, value in read.items() if canary in repr(value)}


def test_they_are_all_known():
    assert len(SECRETS) >= 13
    assert {"SECRET_KEY", "DATABASE_URL", "REDIS_URL", "STAMP_KEY", "VAPID_PRIVATE_KEY"} <= set(SECRETS)


def secrets_of_the_example() -> set[str]:
    """The variables that may come by a file, and those whose name says what they are."""
    names = set(re.findall(r"^(?:# )?([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    by_file = {name.removesuffix("_FILE") for name in names if name.endswith("_FILE")}
    return by_file | {name for name in names if re.search(r"(?:KEY|SECRET|PASSWORD|TOKEN|DSN)$", name)}


def test_the_list_of_secrets_names_each_with_what_it_protects():
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    listed = page.partition("| secret | what it protects |")[2].partition("\n\n")[0]
    told = re.findall(r"^\| (`[^|]+`) \| ([^|]{10,}) \|$", listed, re.MULTILINE)

    named = [name for cell, _protects in told for name in re.findall(r"`([A-Z0-9_]+)`", cell)]

    assert {"POSTGRES_PASSWORD", *SECRETS} <= secrets_of_the_example()
    assert sorted(named) == sorted(secrets_of_the_example())


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_read_from_the_environment_or_from_a_file(name, tmp_path):
    value, canary = a_value(name)
    file = tmp_path / "secret"
    file.write_text(f"{value}\n", encoding="utf-8")
    unset = {"SECRET_KEY": ""} if name == "SECRET_KEY" else {}

    by_variable = told_by(name, canary, **{name: value})
    by_file = told_by(name, canary, **unset, **{f"{name}_FILE": str(file)})

    assert by_variable
    assert by_file == by_variable


# What stands where a secret was not given: nothing, our own key, an address without a password.
UNSET = {
    "CACHES": "redis://127.0.0.1:6379/0", "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "REDIS_URL": "redis://127.0.0.1:6379/0", "STAMP_KEYS": ["s" * 60], "SECRET_KEY_FALLBACKS": [],
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(SECRETS) - {"SECRET_KEY"}))
def test_no_secret_has_a_default_in_production(name):
    value, canary = a_value(name)
    settings = told_by(name, canary, **{name: value})
    without = settings_of_production(**NEEDED.get(name, {}))

    left = {setting: bare(without[setting]) for setting in settings}

    assert left == {setting: UNSET.get(setting, "") for setting in settings}


def bare(value: Any) -> Any:
    """The part of a setting that a secret would fill."""
    if isinstance(value, dict) and "default" in value:
        inner = value["default"]
        return inner.get("PASSWORD", inner.get("LOCATION", inner.get("OPTIONS", {}).get("secret_key") or ""))
    return value


def test_without_a_secret_key_production_does_not_start():
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY"):
        settings_of_production(SECRET_KEY="")


def test_a_file_that_cannot_be_read_stops_the_start_with_a_sentence(tmp_path, monkeypatch):
    gone = str(tmp_path / "gone")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY_FILE cannot be read: No such file"):
        settings_of_production(SECRET_KEY_FILE=gone)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL_FILE", gone)
    with pytest.raises(CannotStart, match="DATABASE_URL_FILE cannot be read: No such file"):
        addresses.given_database()


def test_the_launcher_takes_the_address_in_a_file(tmp_path, monkeypatch):
    file = tmp_path / "url"
    file.write_text("postgres://rada@db.example/rada\n", encoding="utf-8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))

    assert addresses.given_database() == "postgres://rada@db.example/rada"


def checked(code: str, *, path: str) -> subprocess.CompletedProcess[str]:
    """What the check of the code says of a file with this in it."""
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--stdin-filename", path, "-"]
    return subprocess.run(command, input=code, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("made_by", ["random.choices('abc', k=9)", "random.getrandbits(128)"])
@pytest.mark.parametrize("path", ["partners/services/invitations.py", "rada/launcher/places.py"])
def test_a_secret_that_random_made_does_not_pass_the_check(made_by, path):
    found = checked(f"import random\n\nTOKEN = {made_by}\n", path=path)

    assert found.returncode == 1
    assert "TID251" in found.stdout


def test_one_that_secrets_made_passes_it():
    found = checked("import secrets\n\nTOKEN = secrets.token_urlsafe(32)\n", path="orders/tokens.py")

    assert (found.returncode, found.stderr) == (0, ""), found.stdout
