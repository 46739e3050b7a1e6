"""Honest photos with odd bytes in or behind them are taken, and nothing but pixels is left of any."""

from __future__ import annotations

import struct
from io import BytesIO

import pytest
from PIL import Image, ImageCms

from orders.photos import limits, processes
from orders.photos.refusals import PhotoRefused
from tests.orders.pictures import (
    CANARY,
    HEIC_MARKS,
    TURNED_HEIC,
    UPRIGHT,
    corners,
    exif,
    four_corners,
    photo,
    talkative,
    two_pictures,
)

ZIP = b"PK\x03\x04 " + CANARY + bytes(40) + b"PK\x05\x06" + bytes(18)
FILM = b"\x00\x00\x00\x18ftypmp42" + bytes(12) + CANARY * 40
TRAILER = b"\x00\x00\x01\x0a\x0e\x00\x00\x00Image_UTC_Data1719999999" + CANARY + b"SEFH" + bytes(20) + b"SEFT"
START, END, SCAN = 0xD8, 0xD9, 0xDA
# JFIF, tables, frames, restarts: what a picture needs. No EXIF, XMP, ICC, IPTC or Adobe segment, and no comment.
NEEDED = {START, 0xE0, 0xDB, 0xC0, 0xC2, 0xC4, 0xDD, SCAN, END}


@pytest.fixture
def decode(tmp_path):
    """Run the real process on bytes: both files it wrote."""

    def run(content):
        (tmp_path / "photo-1").mkdir()
        (tmp_path / "photo-1" / "sent").write_bytes(content)
        processes.answer_to(tmp_path / "photo-1" / "sent", tmp_path / "photo-1", texts=False)
        return [(tmp_path / "photo-1" / name).read_bytes() for name in (limits.KEPT_NAME, limits.SMALL_NAME)]

    return run


def segments(content):
    """The kind and content of each JPEG segment, and last of all what stands behind the end."""
    at = 0
    while True:
        kind = content[at + 1]
        assert content[at] == 0xFF
        at += 2
        if kind == END:
            yield kind, b""
            yield None, content[at:]
            return
        size = 0 if kind == START else struct.unpack_from(">H", content, at)[0]
        yield kind, content[at + 2 : at + size]
        at += size
        while kind == SCAN and (content[at] != 0xFF or content[at + 1] in {0, *range(0xD0, 0xD8)}):
            at += 1


def with_an_odd_chunk(content):
    """A WebP with a last chunk of an odd length, filled up as the format wants it."""
    odd = content + b"junk" + struct.pack("<I", 5) + b"12345\0"
    return odd[:4] + struct.pack("<I", len(odd) - 8) + odd[8:]


def other_colours():
    """A profile of which red is our green: a made-up camera's."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"????"), (b"gXYZ", b"rXYZ"), (b"????", b"gXYZ")):
        profile = profile.replace(old, new)
    return profile.replace("sRGB".encode("utf-16-be"), "mine".encode("utf-16-be"))


@pytest.mark.parametrize(
    "sent",
    [
        *(talkative(kind) + ZIP for kind in ("JPEG", "PNG", "WEBP")),
        photo("JPEG", progressive=True, comment=CANARY, exif=exif()),
        two_pictures() + ZIP,
        TURNED_HEIC + ZIP,
    ],
    ids=["jpeg", "png", "webp", "progressive jpeg", "mpo", "heic"],
)
def test_what_is_kept_holds_no_segment_that_a_picture_does_not_need(decode, sent):
    kept = decode(sent)

    assert CANARY in sent
    for content in kept:
        *found, (_none, behind) = segments(content)
        assert {kind for kind, _body in found} <= NEEDED
        assert [body[:5] for kind, body in found if kind == 0xE0] == [b"JFIF\0"]
        assert behind == b""
        assert [mark for mark in (CANARY, *HEIC_MARKS, b"Exif", b"ICC_PROFILE", b"http") if mark in content] == []


@pytest.mark.parametrize(
    "sent",
    [
        photo("JPEG", exif=exif()) + FILM,
        photo("JPEG") + TRAILER,
        photo("JPEG") + photo("JPEG", Image.new("L", (20, 20))),
        photo("JPEG", exif=b"Exif\0\0MM\0\x2a\xff\xff\xff\xff" + b"\xff\xd9" * 20),
        photo("JPEG", exif=b"Exif\0\0" + bytes(range(256)) * 100),
        photo("JPEG", xmp=b"<x>" + b"\xff\xd8\xff\xd9" * 50),
        photo("PNG") + FILM,
        photo("WEBP", exif=exif()) + FILM,
        with_an_odd_chunk(photo("WEBP", exif=exif())),
    ],
    ids=[
        "a film behind it", "a phone's trailer", "a second picture", "exif that leads nowhere", "exif of nonsense",
        "end markers inside", "a png with a film", "a webp with a film", "a webp with an odd chunk",
    ],
)  # fmt: skip
def test_an_honest_photo_with_odd_bytes_is_taken(decode, sent):
    kept, small = decode(sent)

    assert corners(kept) == corners(small) == UPRIGHT


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_heic_by_any_name_that_phones_give_it_is_taken(decode, brand):
    kept, _small = decode(TURNED_HEIC.replace(b"ftypheic", b"ftyp" + brand))

    assert Image.open(BytesIO(kept)).size == (64, 96)


def test_colours_are_carried_over_from_a_profile_of_their_own(decode):
    sent = photo("JPEG", four_corners(), icc_profile=other_colours())

    kept, _small = decode(sent)

    assert corners(kept)[:2] == ("green", "red")


@pytest.mark.parametrize("share", [0.3, 0.9, 0.999])
def test_a_photo_cut_off_on_its_way_is_refused_however_little_is_missing(decode, share):
    whole = photo("JPEG", Image.effect_noise((640, 480), 60), exif=exif())

    with pytest.raises(PhotoRefused) as refused:
        decode(whole[: int(len(whole) * share)])

    assert refused.value.code == "damaged"
