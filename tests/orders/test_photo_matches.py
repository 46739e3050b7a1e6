"""A receipt's photo that was sent for another order is found, by its bytes or its look, however many are stored."""

from __future__ import annotations

import random

import pytest
from django.db import connection, transaction

from orders.models import Photo, PhotoPrint
from orders.photos import fingerprints, tidying
from orders.services import photo_matches
from rada.platform.models import StoredFile
from rada.web import clock
from tests.factories import an_engagement
from tests.orders.receipt_photos import photo_told

pytestmark = pytest.mark.django_db

STORED = 200_000


def a_look(chance):
    """A fingerprint of a photo that is like no other."""
    names = (*fingerprints.CUT_VIEWS, *fingerprints.INNER_VIEWS, *fingerprints.CODE_VIEWS)
    return fingerprints.text_of({name: chance.getrandbits(fingerprints.BITS) for name in names})


def changed(look, bits, chance):
    """The same photo saved anew: so many bits of each view differ."""
    views = fingerprints.views_of(look)
    wrong = {name: sum(1 << place for place in chance.sample(range(fingerprints.BITS), bits)) for name in views}
    return fingerprints.text_of({name: views[name] ^ wrong[name] for name in views})


def sent(digest, look, assignment=None):
    """A customer's photo of a receipt, kept and remembered."""
    assignment = assignment or an_engagement()
    photo_told(assignment, None)
    photo = Photo.objects.filter(assignment=assignment).latest("pk")
    photo.file = StoredFile.objects.create(
        digest=digest, content_type="image/jpeg", size=1, storage_name=f"photos/{photo.pk}", created_at=clock.now()
    )
    photo.save()
    photo_matches.remember(photo.file, look)
    return photo


@pytest.mark.parametrize(
    ("row", "tells"), [(0, False), (0xFFFF, False), (0xFF00, False), (0x5555, True), (0x3333, True)]
)
def test_darkness_plain_paper_and_mere_shading_are_nothing_to_know_a_photo_by(row, tells):
    bits = sum(row << fingerprints.SIDE * place for place in range(fingerprints.SIDE))

    assert fingerprints.is_telling(bits) is tells


def test_the_same_bytes_and_the_same_look_on_other_orders_are_found_the_earliest_first():
    chance = random.Random(1)
    look = a_look(chance)
    same_bytes, same_look = sent("a" * 64, ""), sent("b" * 64, changed(look, 8, chance))
    sent("c" * 64, a_look(chance))
    order = an_engagement().order

    found = photo_matches.lookalikes("a" * 64, look, outside=order)

    assert found == [same_bytes, same_look]


def test_a_photo_sent_twice_for_one_order_repeats_nothing():
    look = a_look(random.Random(1))
    photo = sent("a" * 64, look)

    found = photo_matches.lookalikes("a" * 64, look, outside=photo.assignment.order)

    assert found == []


def test_a_photo_without_a_look_is_remembered_by_its_bytes_alone():
    photo = sent("a" * 64, "")

    assert not PhotoPrint.objects.exists()
    assert photo_matches.lookalikes("a" * 64, "", outside=an_engagement().order) == [photo]


def test_being_told_a_look_again_changes_nothing():
    photo = sent("a" * 64, a_look(random.Random(1)))
    kept = PhotoPrint.objects.get()

    photo_matches.remember(photo.file, a_look(random.Random(2)))

    assert PhotoPrint.objects.get().fingerprint == kept.fingerprint


def test_a_look_does_not_hold_its_photo_back_when_nothing_else_needs_it():
    photo = sent("a" * 64, a_look(random.Random(1)))
    stored, photo.file = photo.file, None
    photo.save()

    assert stored in tidying.unused()


@pytest.mark.parametrize(("bits", "at_least"), [(6, 100), (12, 99), (fingerprints.MOST_APART, 85)])
def test_the_index_leads_to_nearly_every_photo_that_is_alike(bits, at_least):
    chance = random.Random(3)
    looks = [a_look(chance) for _number in range(100)]

    led = [
        bool({*fingerprints.keys_to_store(look)} & {*fingerprints.keys_to_ask(changed(look, bits, chance))})
        for look in looks
    ]

    assert sum(led) >= at_least


@pytest.fixture
def _many_stored():
    """So many looks with keys of their own. Their photos are not there, so nothing of it may outlive the block."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_indexdef('photo_by_look'::regclass), conname FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid = 'orders_photoprint'::regclass"
        )
        index, to_the_photo = cursor.fetchone()
        cursor.execute(f'ALTER TABLE orders_photoprint DROP CONSTRAINT "{to_the_photo}"')
        cursor.execute("DROP INDEX photo_by_look")  # made at once it takes a tenth of the time
        cursor.execute(
            "INSERT INTO orders_photoprint (file_id, fingerprint, keys) SELECT -n, 'd1:', ARRAY["
            " hashint4(n) & 1048575, 3 << 20 | hashint4(n + 1) & 1048575, 40 << 20 | hashint4(n + 2) & 1048575]"
            " FROM generate_series(1, %s) AS n",
            [STORED],
        )
        cursor.execute(index)
        cursor.execute("ANALYZE orders_photoprint")
        yield
        transaction.set_rollback(True)


def steps_of(plan):
    """Every step of a plan that was carried out."""
    yield plan
    for below in plan.get("Plans", []):
        yield from steps_of(below)


@pytest.mark.usefixtures("_many_stored")
def test_looking_among_200_000_photos_reads_only_those_that_share_a_key():
    look = a_look(random.Random(4))
    photo = sent("a" * 64, look)
    asked = fingerprints.keys_to_ask(look)
    sharing = PhotoPrint.objects.filter(keys__overlap=asked).count()

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {photo_matches.SHARING}", [asked])
        steps = list(steps_of(cursor.fetchone()[0][0]["Plan"]))
    found = photo_matches.lookalikes("b" * 64, look, outside=an_engagement().order)

    assert [step["Index Name"] for step in steps if "Index Name" in step] == ["photo_by_look"]
    assert [step["Node Type"] for step in steps if step.get("Relation Name")] == ["Bitmap Heap Scan"]
    assert [step["Actual Rows"] for step in steps if step["Node Type"] == "Unique"] == [sharing]
    assert sharing < STORED / 1000
    assert found == [photo]
