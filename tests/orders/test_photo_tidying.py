"""What nothing came of goes after a day; what anything refers to stays for ever."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from complaints.models import Appeal, AppealPhoto
from orders.forms.photos import KEPT_FOR
from orders.models import Attachment, ScheduledMessage
from orders.photos import tidying
from orders.services import attachments
from orders.tasks import tidy_photos
from rada.platform.models import Heartbeat, IdempotencyKey, StoredFile
from rada.web import clock
from tests.factories import DAY, HOUR, MINUTE, MONDAY
from tests.portal import a_side, a_stored_photo

pytestmark = pytest.mark.django_db

NOW = MONDAY + 2 * HOUR


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, settings):
    settings.PHOTO_WORK_DIR = tmp_path / "work"
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    with clock.standing_at(NOW):
        yield


def aged(stored, age):
    """A photo that was taken so long ago."""
    StoredFile.objects.filter(pk=stored.pk).update(created_at=NOW - age)
    return stored


def there(stored):
    """Whether row and file are there."""
    return StoredFile.objects.filter(pk=stored.pk).exists(), default_storage.exists(stored.storage_name)


def test_a_photo_that_nothing_refers_to_goes_after_a_day_and_not_before():
    old, young = aged(a_stored_photo(b"old"), DAY), aged(a_stored_photo(b"young"), DAY - MINUTE)

    removed = tidying.tidy(NOW)

    assert removed == 1
    assert (there(old), there(young)) == ((False, False), (True, True))


def test_a_form_s_reference_never_outlives_its_photo():
    assert KEPT_FOR < tidying.LOOSE_FOR


def test_whatever_a_row_refers_to_stays():
    side = a_side("Own", NOW)
    waiting = ScheduledMessage.objects.create(
        assignment=side.job, author=side.owner.user, text="x", send_at=NOW + HOUR, created_at=NOW
    )
    breach = side.broken.breaches.first()
    appeal = Appeal.objects.create(
        breach=breach, partner=side.partner, text="x", filed_by_id=side.owner.member_id, filed_at=NOW
    )
    kept = [side.photo.file, a_stored_photo(b"waits"), a_stored_photo(b"appeals")]
    waiting.files.add(kept[1])
    AppealPhoto.objects.create(appeal=appeal, file=kept[2])
    for stored in kept:
        aged(stored, 30 * DAY)

    tidying.tidy(NOW)

    assert [there(stored) for stored in kept] == [(True, True)] * 3


def test_every_table_that_refers_to_photos_is_asked():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint "
            "WHERE contype = 'f' AND confrelid = 'platform_storedfile'::regclass"
        )
        tables = {row[0] for row in cursor.fetchall()}

    asked = str(tidying.unused().query)

    assert tables
    assert {table for table in tables if f'"{table}"' not in asked} == {"orders_photoprint"}  # it goes with its photo


def test_a_photo_that_came_into_use_after_it_was_found_loose_stays():
    side = a_side("Own", NOW)
    stored = aged(a_stored_photo(b"late"), 2 * DAY)
    loose = list(tidying.unused().values_list("pk", flat=True))
    attachments.attach(side.photo.event, [stored], Attachment.Role.NEW_PART)

    removed = [tidying._remove(pk) for pk in loose]

    assert stored.pk in loose
    assert sum(removed) == 0
    assert there(stored) == (True, True)


def test_a_file_that_no_row_names_goes_after_a_day():
    nameless, kept, small = (f"{tidying.FOLDER}/00/{digit * 40}.jpg" for digit in "012")
    for name in (nameless, kept, small):
        default_storage.save(name, ContentFile(b"a photo"))
    written_at = default_storage.get_modified_time(nameless)
    stored = a_stored_photo(b"named")
    StoredFile.objects.filter(pk=stored.pk).update(
        storage_name=kept, thumbnail_name=small, created_at=written_at + 2 * DAY
    )

    early = [tidying.tidy(written_at + timedelta(hours=hour)) for hour in range(20)]
    for hour in range(16):
        tidying.tidy(written_at + DAY + timedelta(hours=hour))

    assert sum(early) == 0
    assert [default_storage.exists(name) for name in (nameless, kept, small)] == [False, True, True]


def test_what_a_killed_request_left_where_it_worked_goes_after_an_hour(settings):
    work, uploads = settings.PHOTO_WORK_DIR, settings.FILE_UPLOAD_TEMP_DIR
    for folder in (work / "photo-old", work / "photo-young", uploads):
        folder.mkdir(parents=True)
    for path in (
        work / "photo-old" / "sent",
        work / "slot-0",
        uploads / "tmp1.upload.jpg",
        uploads / "tmp2.upload.jpg",
    ):
        path.write_bytes(b"x")
    long_ago = NOW.timestamp() - 2 * 3600
    for path in (work / "photo-old", work / "slot-0", uploads / "tmp1.upload.jpg"):
        os.utime(path, (long_ago, long_ago))

    tidying.tidy(NOW)

    left = {path.name for path in (*work.iterdir(), *uploads.iterdir())}
    assert left == {"photo-young", "slot-0", "tmp2.upload.jpg"}


def test_counts_of_past_days_are_forgotten_and_other_keys_are_not():
    for scope, age in (("photos:user:1", 3 * DAY), ("photos:user:1", HOUR), ("user:1", 3 * DAY)):
        IdempotencyKey.objects.create(scope=scope, value=f"{scope}{age}", fingerprint="", created_at=NOW - age)

    tidying.tidy(NOW)

    left = [(key.scope, NOW - key.created_at) for key in IdempotencyKey.objects.order_by("scope")]
    assert left == [("photos:user:1", HOUR), ("user:1", 3 * DAY)]


def test_it_is_done_once_an_hour_however_many_ask():
    aged(a_stored_photo(b"1"), DAY)
    first = tidying.tidy_hourly()
    aged(a_stored_photo(b"2"), DAY)

    at_once = [tidying.tidy_hourly(), tidy_photos()]
    with clock.standing_at(NOW + HOUR):
        call_command("sweep")

    assert (first, at_once) == (1, [0, 0])
    assert Heartbeat.objects.get(name=tidying.HEARTBEAT).beat_at == NOW + HOUR
    assert not StoredFile.objects.exists()
