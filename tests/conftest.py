"""What every test shares: a browser where there is one, and a failure where a browser must be there and is not."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

# Where there is one, the Chromium without a window of its own: each visitor costs it a second less.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), "")
NO_CHROMIUM = "no Chromium on this machine: install it (Debian: apt-get install chromium) to run the browser tests"
END_OTHER_SESSIONS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
QUIET = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """More random histories than a usual run takes: `script/test --histories 2000`."""
    parser.addoption("--histories", type=int, default=60, help="random histories to live through (default 60)")


def pytest_configure(config: pytest.Config) -> None:
    """Playwright's own loop runs in the thread of the tests, which Django would otherwise refuse."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow files go first, so that no worker is left alone with them at the end.

    Without a Chromium the browser tests are skipped, saying so; where CI is set they run, and fail.
    """
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("browser", "long")))
    if CHROMIUM or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_CHROMIUM))


def pytest_collection_finish() -> None:
    """What was loaded so far stays: to look it through for garbage again and again is a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files() -> Iterator[None]:
    """Pages need no collected static files: they are served as they lie in the project, by live servers too."""
    plain = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},  # photos of tests stay off the disk
    }
    with override_settings(STORAGES=settings.STORAGES | plain, STATIC_ROOT=settings.BASE_DIR / "static"):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A live server's threads may keep a connection to the end; a database in use cannot be dropped."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(END_OTHER_SESSIONS)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """The system's Chromium, without anything that calls out."""
    return {"executable_path": CHROMIUM or "chromium", "args": QUIET}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """A phone in Vietnam."""
    return {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "locale": "vi-VN",
        "timezone_id": "Asia/Ho_Chi_Minh",
    }
