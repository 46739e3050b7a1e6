"""What every test shares: a browser where there is one, and a failure where a browser must be there and is not."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import HealthCheck

from tests import cloning, emptying

# Where there is one, the Chromium without a window of its own: each visitor costs it a second less.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in BROWSERS if (path := shutil.which(name))), "")
NO_CHROMIUM = "no Chromium on this machine: install it (Debian: apt-get install chromium) to run the browser tests"
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
    """More than a usual run takes: `script/test --thorough`, as CI does; `--long`; `--histories 2000`."""
    parser.addoption("--histories", type=int, default=0, help="random histories to live through")
    parser.addoption("--thorough", action="store_true", help="the long tests too, every size, language and role")
    parser.addoption("--long", action="store_true", help="thorough, and ten times as many random requests and cases")


def pytest_configure(config: pytest.Config) -> None:
    """Playwright's own loop runs in the thread of the tests, which Django would otherwise refuse.

    How long a busy machine takes over an example proves nothing.
    """
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The slow files go first, so that no worker is left alone with them at the end.

    Without a Chromium the browser tests are skipped, saying so; where CI is set they run, and fail.
    """
    if not (config.option.thorough or config.option.long):
        repeated = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=repeated)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
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
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, worker_id: str, testrun_uid: str
) -> Iterator[None]:
    """A database of its own for each worker, emptied quickly after the tests that commit."""
    with django_db_blocker.unblock(), cloning.database_of_worker(worker_id, testrun_uid), emptying.quick():
        yield


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
