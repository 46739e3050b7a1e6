"""`sizing`: its numbers are those of the tables, and its arithmetic follows the terms of retention."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from orders import sizing
from rada.platform.models import StoredFile
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db


def said(*arguments: str) -> list[str]:
    out = StringIO()
    call_command("sizing", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_all_tables_are_counted_once():
    make.an_engagement()
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c WHERE relkind = 'r' "
                       "AND relnamespace = 'public'::regnamespace")  # fmt: skip
        (whole,) = cursor.fetchone()

    *tables, _photos = sizing.rooms(sizing.EMPTY, sizing.mark())

    assert sum(room.tables + room.indexes for room in tables) == pytest.approx(float(whole))


def test_every_table_with_a_term_exists():
    assert set(sizing.GOES_AFTER) <= set(connection.introspection.table_names())


def test_what_has_a_term_grows_no_further_than_that():
    room = sizing.Room("notices", 60, 100.0, 50.0)

    assert [room.after(days, 10) for days in (30, 60, 90)] == [45_000, 90_000, 90_000]
    assert sizing.Room("events", sizing.FOR_GOOD, 100.0, 50.0).after(90, 10) == 135_000


def test_photos_count_with_their_small_pictures():
    for _each in range(2):
        make.an_order()
    names = [default_storage.save(f"photos/aa/{n}.jpg", ContentFile(b"x" * n)) for n in (1000, 200)]
    StoredFile.objects.create(
        digest="0" * 64, content_type="image/jpeg", size=1000, storage_name=names[0], thumbnail_name=names[1],
        created_at=clock.now(),
    )  # fmt: skip

    *_tables, photos = sizing.rooms(sizing.EMPTY, sizing.mark())

    assert photos.tables == 600


def test_what_came_before_the_note_is_not_counted(tmp_path):
    make.an_order()
    said("--mark", str(tmp_path / "note"))
    for _each in range(3):
        make.an_engagement()

    first, *lines = said("--since", str(tmp_path / "note"))

    (wal,) = (line for line in lines if line.startswith("WAL: "))
    assert first == "3 orders, 2.0 events each"
    assert int(wal.split()[1].replace(",", "")) > 1000


def test_without_an_order_since_the_note_it_says_so(tmp_path):
    make.an_order()
    said("--mark", str(tmp_path / "note"))

    with pytest.raises(CommandError, match="no order to measure"):
        said("--since", str(tmp_path / "note"))
