"""The pages of whoever watches: is the database there, does the sweep go round, can Rada do its work."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from orders.services import sweeping
from rada.platform import readiness
from rada.platform.heartbeats import MISSED_ROUNDS, SWEEP_EVERY
from rada.web import clock
from tests.factories import MONDAY
from tests.portal import signed_in

pytestmark = pytest.mark.django_db
PATIENCE = MISSED_ROUNDS * SWEEP_EVERY
ALL_WELL = {"storage": "ok", "database": "ok", "migrations": "ok", "sweep": "ok"}


@pytest.fixture(autouse=True)
def _look_anew():
    readiness._storage.cache_clear()
    yield
    readiness._storage.cache_clear()


@pytest.fixture
def swept():
    """A house in which a sweep has just passed."""
    with clock.standing_at(MONDAY):
        sweeping.sweep()
        yield


def test_a_house_with_its_database_is_well():
    answer = signed_in(None).get("/healthz")

    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_without_any_sweep_the_sweep_is_not_well():
    assert signed_in(None).get("/healthz/sweep").status_code == 503


@pytest.mark.parametrize(
    ("later", "status"), [(timedelta(0), 200), (PATIENCE, 200), (PATIENCE + timedelta(microseconds=1), 503)]
)
def test_a_sweep_is_missed_after_three_rounds(swept, later, status):
    with clock.standing_at(MONDAY + later):
        answer = signed_in(None).get("/healthz/sweep")

    assert answer.status_code == status


def test_a_house_that_can_do_its_work_is_ready(swept, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        answer = signed_in(None).get("/readyz")

    assert (answer.status_code, answer.json()) == (200, ALL_WELL)


def test_without_a_sweep_it_is_not_ready():
    answer = signed_in(None).get("/readyz")

    assert (answer.status_code, answer.json()) == (503, ALL_WELL | {"sweep": "none has passed lately"})


def test_before_its_migrations_it_is_not_ready(swept):
    MigrationRecorder(connection).record_unapplied("orders", "0001_initial")

    answer = signed_in(None).get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == {"storage": "ok", "database": "ok", "migrations": "1 to be applied"}


def test_with_a_storage_that_cannot_be_written_it_is_not_ready(swept, settings, tmp_path):
    (tmp_path / "file").touch()
    nowhere = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path / "file"}}
    settings.STORAGES = settings.STORAGES | {"default": nowhere}

    answer = signed_in(None).get("/readyz")

    assert answer.status_code == 503
    assert answer.json() == ALL_WELL | {"storage": "cannot be written: NotADirectoryError"}


def test_nothing_is_left_in_the_storage_by_looking(swept, settings, tmp_path):
    kept = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = settings.STORAGES | {"default": kept}

    signed_in(None).get("/readyz")

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
