"""`backup` and `restore`, as an operator runs them: nothing is lost, nothing that was erased comes back."""

from __future__ import annotations

import logging
import re
import resource
from dataclasses import replace

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import override_settings

from orders.models import Erasure
from orders.services import erasing, restored
from rada.lib.log_lines import JsonLines
from rada.platform.backups import BackupError, folder, postgres, restoring, writing
from rada.platform.models import StoredFile
from rada.web import clock
from tests import factories as make
from tests.launched import wait_for
from tests.orders.told import CANARY, OVER, an_officer, everything_told
from tests.project.backing_up import PHOTO, Place, a_bucket, a_fresh_place, a_photo_of
from tests.project.engaging import engaging

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(tmp_path):
    """The tests' own database, its photos on a disk."""
    on_disk = {"default": {"BACKEND": "django.core.files.storage.FileSystemStorage"}}
    with override_settings(STORAGES=settings.STORAGES | on_disk, MEDIA_ROOT=tmp_path / "here" / "files"):
        yield Place(connection.settings_dict["NAME"], tmp_path / "here")


@pytest.fixture
def elsewhere(tmp_path):
    with a_fresh_place(tmp_path / "elsewhere") as place:
        yield place


@pytest.fixture
def bucket():
    with a_bucket() as empty:
        yield empty


@pytest.fixture
def backed_up(here, tmp_path):
    """A backup of one engagement with a photo."""
    a_photo_of(make.an_engagement())
    writing.write(tmp_path / "backup", facts=restored.facts)
    return tmp_path / "backup"


@pytest.fixture
def log(tmp_path):
    """The file that production's log goes to."""
    handler = logging.FileHandler(tmp_path / "log")
    handler.setFormatter(JsonLines())
    erasing.logger.addHandler(handler)
    erasing.logger.setLevel(logging.INFO)
    yield tmp_path / "log"
    erasing.logger.removeHandler(handler)
    erasing.logger.setLevel(logging.NOTSET)
    handler.close()


def told_of_everything():
    """An order about which everything was told, as `everything_told` has it."""
    with transaction.atomic():
        return everything_told()


def timelines(place: Place, *, most: int | None = None):
    """The events in the order they were written."""
    sql = "SELECT event_id, hash, payload::text FROM orders_event ORDER BY id LIMIT %s"
    return place.asked(sql, [most])


@pytest.mark.database
def test_a_restored_backup_has_every_row_and_photo_of_its_instant(here, elsewhere, tmp_path):
    told_of_everything()
    stored = a_photo_of(make.an_engagement())
    restored.retain_all()  # as the restore will, once more
    before = here.rows()

    here.manage("backup", tmp_path / "backup")
    done = elsewhere.manage("restore", tmp_path / "backup")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 differences" in done.stderr
    assert {table: rows for table, rows in elsewhere.rows().items() if rows != before[table]} == {}
    assert (elsewhere.var / "files" / stored.storage_name).read_bytes() == PHOTO


@pytest.mark.thorough
@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
def test_photos_from_a_disk_come_back_into_a_bucket(backed_up, elsewhere, bucket):
    stored = StoredFile.objects.get()

    done = replace(elsewhere, settings=bucket.settings).manage("restore", backed_up)

    assert done.returncode == 0, done.stdout + done.stderr
    assert bucket.bytes_of(stored.storage_name) == PHOTO


@pytest.mark.thorough
def test_a_backup_while_writes_go_on_is_one_instant_and_the_sweep_goes_on_from_it(here, elsewhere, tmp_path):
    with engaging() as partner:
        wait_for(lambda: partner.engaged > 0)
        here.manage("backup", tmp_path / "backup")
    done = elsewhere.manage("restore", tmp_path / "backup")
    swept = [elsewhere.manage("sweep").stdout for _each in range(2)]
    breaches = elsewhere.asked("SELECT count(*), count(DISTINCT (assignment_id, rule, subject)) FROM orders_breach")

    kept = timelines(elsewhere)
    assert done.returncode == 0, done.stdout + done.stderr
    assert 0 < len(kept) < len(timelines(here))
    assert kept == timelines(here, most=len(kept))
    assert "Judged 0, failed 0." in swept[1]
    assert breaches[0][0] == breaches[0][1]
    assert elsewhere.manage("rebuild", "--check").returncode == 0


@pytest.mark.thorough
def test_who_was_erased_after_the_backup_is_erased_again_by_the_log(here, elsewhere, tmp_path, log):
    told = told_of_everything()
    here.manage("backup", tmp_path / "backup")
    with clock.standing_at(OVER):
        erasing.erase(told.order, by=an_officer(), reason=Erasure.Reason.REQUEST)

    done = elsewhere.manage("restore", tmp_path / "backup", "--log", log)

    assert "1 persons and" in done.stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert elsewhere.says(CANARY) == []


def test_a_photo_erased_while_the_backup_is_written_is_named_and_missed_by_nobody(here, tmp_path):
    stored = a_photo_of(make.an_engagement())

    def erased_now():
        default_storage.delete(stored.storage_name)
        with connection.cursor() as cursor:  # as another session does, whose commit the snapshot does not see
            here.executed("DELETE FROM orders_orderphoto; DELETE FROM platform_storedfile")
            cursor.execute("SELECT count(*) FROM platform_storedfile")
            return {"photos_seen": str(cursor.fetchone()[0])}

    manifest = writing.write(tmp_path / "backup", facts=erased_now)

    assert manifest.facts == {"photos_seen": "1"}
    assert (manifest.erased_meanwhile, manifest.lost) == ([stored.storage_name], [])


def test_a_photo_that_the_storage_has_lost_is_told(here, tmp_path):
    stored = a_photo_of(make.an_engagement())
    default_storage.delete(stored.storage_name)

    done = here.manage("backup", tmp_path / "backup")

    assert f"{stored.storage_name}: a row names it, and the storage does not have it." in done.stderr


def test_photos_of_an_earlier_backup_are_linked(here, backed_up, tmp_path):
    name = StoredFile.objects.get().storage_name

    writing.write(tmp_path / "next", facts=restored.facts, earlier=backed_up)

    assert (tmp_path / "next" / "files" / name).samefile(backed_up / "files" / name)


def altered(backup):
    dumped = max((backup / "database").iterdir(), key=lambda path: path.stat().st_size)
    dumped.write_bytes(dumped.read_bytes()[:-1] + b"?")


def cut_off(backup):
    lines = (backup / "SHA256SUMS").read_text().splitlines(keepends=True)
    (backup / "SHA256SUMS").write_text("".join(lines[:-1]))


def without_a_photo(backup):
    next(path for path in (backup / "files").rglob("*") if path.is_file()).unlink()


def without_its_end(backup):
    (backup / "manifest.json").write_text((backup / "manifest.json").read_text()[:100])


def of_a_newer(backup, **changes):
    replace(folder.manifest_of(backup), **changes).written_to(backup)
    folder.write_sums(backup)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (altered, "is not what was written: its checksum differs."),
        (cut_off, "one was cut off."),
        (without_a_photo, "is missing from the backup."),
        (without_its_end, "manifest.json cannot be read"),
        (lambda backup: (backup / "manifest.json").unlink(), "is no finished backup"),
        (lambda backup: of_a_newer(backup, migrations=["orders.0999_later"]), "does not know orders.0999_later."),
        (lambda backup: of_a_newer(backup, server=99), "The backup is of PostgreSQL 99; this server is"),
    ],
)
def test_a_backup_that_is_not_whole_or_does_not_fit_is_refused(backed_up, spoil, said):
    spoil(backed_up)

    with pytest.raises(BackupError, match=re.escape(said)):
        restoring.prove(backed_up)


def test_a_database_with_rows_is_not_restored_into(here, backed_up):
    before = here.rows()

    done = here.manage("restore", backed_up)

    assert (done.returncode, done.stderr) == (
        1, "CommandError: The database is not empty; restore into a fresh one.\n"
    )  # fmt: skip
    assert here.rows() == before


def test_a_folder_that_exists_is_not_written_into(backed_up):
    with pytest.raises(BackupError, match="exists already"):
        writing.write(backed_up, facts=restored.facts)


@pytest.mark.parametrize("most", [4_000, len(PHOTO) - 1], ids=["of the dump", "of a photo"])
def test_a_disk_that_is_full_leaves_no_backup(here, tmp_path, most):
    a_photo_of(make.an_engagement())

    done = here.manage(
        "backup", tmp_path / "backup", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    )

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert list(tmp_path.glob("backup*")) == []


def test_without_a_pg_dump_that_knows_the_server_it_says_what_to_install(here, tmp_path, monkeypatch):
    monkeypatch.setattr(postgres, "server_version", lambda: 99)

    with pytest.raises(BackupError, match=r"no pg_dump of PostgreSQL 99 or newer .* postgresql-client-99"):
        writing.write(tmp_path / "backup", facts=dict)

    assert list(tmp_path.iterdir()) == []


def test_no_password_stands_in_a_command_line(here, tmp_path, monkeypatch):
    seen = []
    run = postgres.subprocess.run
    monkeypatch.setattr(
        postgres.subprocess, "run", lambda command, **more: seen.append(command) or run(command, **more)
    )

    writing.write(tmp_path / "backup", facts=dict)

    (dumped,) = (command for command in seen if "--format=directory" in command)
    assert connection.settings_dict["PASSWORD"] not in " ".join(map(str, dumped))
