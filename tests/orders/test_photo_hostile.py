"""What is no photo, or a dangerous one: one clear sentence, nothing stored, no process left."""

from __future__ import annotations

import errno
import stat
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from PIL import Image

from orders.photos import intake, limits
from orders.photos.refusals import SENTENCES, PhotoRefused
from rada.platform.models import StoredFile
from tests.orders.pictures import (
    CANARY,
    TURNED_HEIC,
    UPRIGHT,
    corners,
    four_corners,
    header_bomb,
    moving,
    photo,
    sent,
    talkative,
)

pytestmark = pytest.mark.django_db

ON_DISK = "django.core.files.storage.FileSystemStorage"
NAMES = [
    "../../etc/passwd",
    "a\r\nSet-Cookie: b=c.jpg",
    "\u202egpj.exe",
    "x" * 1000 + ".jpg",
    "-rf.jpg",
    ".jpg",
    "a;b|c.jpg",
]


@pytest.fixture
def kept_in(tmp_path, settings):
    """An empty storage of this test's own."""
    place = tmp_path / "kept"
    settings.STORAGES = settings.STORAGES | {"default": {"BACKEND": ON_DISK, "OPTIONS": {"location": str(place)}}}
    settings.PHOTO_WORK_DIR = tmp_path / "work"
    return place


def files_in(place):
    """Every file there is."""
    return sorted(path for path in place.rglob("*") if path.is_file())


def left_behind(tmp_path):
    """Whatever a request left where it worked."""
    return [path.name for path in (tmp_path / "work").glob("photo-*")]


def refusal(upload):
    """The code of the refusal."""
    with pytest.raises(PhotoRefused) as refused:
        intake.take(upload, by="user:1")
    return refused.value.code


def other_format(kind, picture=None):
    content = BytesIO()
    (picture or four_corners()).save(content, kind)
    return content.getvalue()


JPEG = photo("JPEG", four_corners((400, 300)))
PNG = photo("PNG", Image.effect_noise((200, 200), 90).convert("RGB"))
NOT_A_PHOTO = {
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) (r) file\n",
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "php": b"<?php system($_GET['c']);",
    "zip": b"PK\x03\x04" + bytes(60),
    "text": b"just a text",
    "one byte": b"\xff",
    "gif": other_format("GIF"),
    "animated gif": moving("GIF"),
    "tiff": other_format("TIFF"),
    "bmp": other_format("BMP"),
    "ico": other_format("ICO"),
    "psd": b"8BPS\x00\x01" + bytes(60),
    "jpeg 2000": other_format("JPEG2000"),
    "avif": other_format("AVIF"),
    "ppm": other_format("PPM"),
    "mp4": b"\x00\x00\x00\x20ftypisom" + bytes(60),
}
DAMAGED = {
    "half a jpeg": JPEG[: len(JPEG) // 2],
    "only the beginning of a jpeg": JPEG[:20],
    "half a png": PNG[: len(PNG) // 2],
    "half a webp": photo("WEBP", Image.effect_noise((300, 300), 90))[:5000],
    "half a heic": TURNED_HEIC[:500],
    "a heic of nothing": b"\x00\x00\x00\x1cftypheic" + bytes(100),
    "noise behind a jpeg's first bytes": b"\xff\xd8\xff\xe0" + b"\x5a\xa5" * 500,
    "a png whose sizes are nought": header_bomb(0, 0),
    "a png with fewer pixels than it says": header_bomb(4000, 4000),
}
TOO_MANY_PIXELS = {
    "60 megapixels in a few bytes": header_bomb(10_000, 6_000),
    "a picture of 30,000 by 30,000": header_bomb(30_000, 30_000),
    "the largest header there is": header_bomb(2**31 - 1, 2**31 - 1),
    "a picture like a thread": header_bomb(30_000, 10),
    "print colours of a poster": photo("JPEG", Image.new("CMYK", (6000, 4200))),
}
MOVING = {"animated webp": moving("WEBP"), "animated png": moving("PNG")}
HOSTILE = [
    *((name, content, "not_a_photo") for name, content in NOT_A_PHOTO.items()),
    *((name, content, "damaged") for name, content in DAMAGED.items()),
    *((name, content, "too_many_pixels") for name, content in TOO_MANY_PIXELS.items()),
    *((name, content, "animated") for name, content in MOVING.items()),
    ("nothing at all", b"", "empty"),
    ("21 megabytes", JPEG + bytes(limits.MOST_BYTES), "too_big"),
]


@pytest.mark.parametrize(("content", "code"), [row[1:] for row in HOSTILE], ids=[row[0] for row in HOSTILE])
def test_what_is_no_photo_is_refused_and_leaves_nothing(kept_in, tmp_path, content, code):
    found = refusal(sent(content, "IMG_0001.jpg"))

    assert found == code
    assert files_in(kept_in) == []
    assert left_behind(tmp_path) == []
    assert not StoredFile.objects.exists()


def test_every_refusal_says_what_to_do():
    said = {code: str(PhotoRefused(code)) for code in SENTENCES}

    assert all(sentence.endswith(".") and "%" not in sentence and len(sentence) > 30 for sentence in said.values())


def test_a_photo_of_exactly_the_most_bytes_is_taken(kept_in):
    padded = JPEG + bytes(limits.MOST_BYTES - len(JPEG))

    taken = intake.take(sent(padded), by="user:1")

    assert taken.stored.size < len(JPEG) * 2


@pytest.mark.parametrize("hidden", [b"<script>alert(1)</script>", b"<?php system('id');", b"GIF89a", b"%PDF-1.4"])
def test_a_photo_that_is_something_else_too_is_only_a_photo_afterwards(kept_in, hidden):
    both = photo("JPEG", comment=hidden + CANARY) + hidden + CANARY

    intake.take(sent(both), by="user:1")

    contents = [path.read_bytes() for path in files_in(kept_in)]
    assert CANARY in both
    assert len(contents) == 2
    assert [each for each in contents if hidden in each or CANARY in each] == []


@pytest.mark.parametrize("name", NAMES)
def test_no_name_that_somebody_gave_a_file_is_used(kept_in, name):
    upload = sent(JPEG, "x.jpg", "text/html")
    upload._name = name

    stored = intake.take(upload, by="user:1").stored

    known = {stored.storage_name, stored.thumbnail_name}
    assert {str(path.relative_to(kept_in)) for path in files_in(kept_in)} == known
    assert stored.content_type == "image/jpeg"
    assert all(len(path.stem) == 40 and path.suffix == ".jpg" for path in files_in(kept_in))


def test_what_is_kept_is_for_this_account_s_eyes_alone(kept_in):
    intake.take(sent(JPEG), by="user:1")

    assert {stat.S_IMODE(path.stat().st_mode) for path in files_in(kept_in)} == {0o600}


def test_the_bytes_that_were_sent_are_kept_nowhere(kept_in, tmp_path):
    original = talkative("JPEG")

    stored = intake.take(sent(original), by="user:1").stored

    everything = [path.read_bytes() for path in files_in(tmp_path)]
    assert [content for content in everything if CANARY in content] == []
    assert corners((kept_in / stored.storage_name).read_bytes()) == UPRIGHT


class FullDisk(FileSystemStorage):
    """A storage whose disk is full after so many files."""

    room = 0

    def _save(self, name, content):
        if self.room <= 0:
            super()._save(name, ContentFile(b"half a fi"))
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= 1
        return super()._save(name, content)


@pytest.mark.parametrize("room", [0, 1])
def test_a_full_storage_keeps_neither_file_nor_row(kept_in, monkeypatch, room):
    storage = FullDisk(location=kept_in)
    storage.room = room
    monkeypatch.setattr(intake, "default_storage", storage)

    code = refusal(sent(JPEG))

    assert code == "disk_full"
    assert files_in(kept_in) == []
    assert not StoredFile.objects.exists()


def test_a_full_disk_under_the_process_is_said_too(kept_in, tmp_path):
    class Cut:
        size, failed = 10, ""

        def chunks(self):
            yield b"half"
            raise OSError(errno.ENOSPC, "No space left on device")

    code = refusal(Cut())

    assert code == "disk_full"
    assert left_behind(tmp_path) == []


def test_a_row_that_cannot_be_written_takes_its_files_along(kept_in, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("the database went away")

    monkeypatch.setattr(intake, "_row", fails)

    with pytest.raises(RuntimeError):
        intake.take(sent(JPEG), by="user:1")

    assert files_in(kept_in) == []
