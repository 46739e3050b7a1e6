"""Production: its settings, and a process of its own whose database is away: what that answers, and what it logs."""

from __future__ import annotations

import json
import os
import runpy
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

from django.conf import settings

from rada.launcher.places import ROOT

NO_DATABASE = "postgres://rada@127.0.0.1:1/rada"
PROGRAM = """
import json, sys
import django
from django.conf import settings
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # nothing is collected here
settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
settings.STATIC_ROOT = settings.BASE_DIR / "static"
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
for asked in json.loads(sys.argv[1]):
    answer = client.generic(
        asked.get("method", "GET"), asked["path"], asked.get("body", ""), "application/json",
        headers={"host": "rada.example", **asked.get("headers", {})},
    )
    told = {"status": answer.status_code, "text": answer.content.decode(), "headers": dict(answer.headers)}
    print(json.dumps({**told, "loads_sentry": "sentry_sdk" in sys.modules}))
"""


@dataclass
class Told:
    """The answers in the order of what was asked, and the lines of the log as they were written."""

    answers: list[dict[str, Any]]
    log: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        """The log, read as JSON."""
        return [json.loads(line) for line in self.log.splitlines()]


def asked(var: Path, *requests: dict[str, Any], **environment: str) -> Told:
    """Ask a fresh process, each request a `path`, its `headers`, and where it is no GET `method` and `body`."""
    given = {
        "PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "rada.settings", "RADA_ENV": "production",
        "RADA_VAR": str(var), "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "rada.example", "DATABASE_URL": NO_DATABASE,
        "BEHIND_PROXY": "yes",
    }  # fmt: skip
    process = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(requests)],
        env=given | environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    return Told([json.loads(line) for line in process.stdout.splitlines()], process.stderr)


# What a process that runs already cannot take over: its servers, its folders, its log, its file storages.
STAYS = {"DATABASES", "STORAGES", "LOGGING", "REDIS_URL", "CACHES", "CELERY_BROKER_URL", "TEMPLATES", "INSTALLED_APPS"}


def settings_of_production(**environment: str) -> dict[str, Any]:
    """Every setting as production reads it from this environment and no other."""
    given = {"RADA_ENV": "production", "SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "rada.example", **environment}
    with mock.patch.dict(os.environ, {"PATH": os.environ["PATH"], **given}, clear=True):
        read = runpy.run_path(str(ROOT / "rada" / "settings.py"))
    return {name: value for name, value in read.items() if name.isupper()}


def taken_over(**environment: str) -> dict[str, Any]:
    """The settings by which production differs from a test, as far as a running process can take them over."""
    read = settings_of_production(**environment).items()
    return {
        name: value
        for name, value in read
        if name not in STAYS and not name.endswith(("_DIR", "_ROOT")) and getattr(settings, name, None) != value
    }
