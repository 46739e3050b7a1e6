"""What becomes of an honest photo: upright, not too big, and nothing in it but its pixels."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from orders.photos import limits, processes
from orders.photos.refusals import PhotoRefused
from tests.orders.pictures import (
    CANARY,
    HEIC_MARKS,
    TURNED_HEIC,
    UPRIGHT,
    corners,
    four_corners,
    laid_down,
    photo,
    talkative,
    two_pictures,
    with_code,
)


@pytest.fixture
def decode(tmp_path):
    """Run the real process on bytes: its answer, and both files it wrote."""

    def run(content, *, texts=False):
        folder = tmp_path / "photo-1"
        folder.mkdir(exist_ok=True)
        (folder / "sent").write_bytes(content)
        said = processes.answer_to(folder / "sent", folder, texts=texts)
        return said, (folder / limits.KEPT_NAME).read_bytes(), (folder / limits.SMALL_NAME).read_bytes()

    return run


def refused(decode, content):
    """The code of the refusal."""
    with pytest.raises(PhotoRefused) as refusal:
        decode(content)
    return refusal.value.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_of_each_format_is_written_anew_as_a_jpeg(decode, kind):
    said, kept, small = decode(photo(kind))

    assert said == {"width": 96, "height": 64, "texts": [], "fingerprint": ""}
    assert [Image.open(BytesIO(each)).format for each in (kept, small)] == ["JPEG", "JPEG"]
    assert corners(kept) == corners(small) == UPRIGHT


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
def test_a_photo_stands_upright_whichever_way_the_phone_was_held(decode, kind, orientation):
    said, kept, small = decode(laid_down(kind, orientation))

    assert (said["width"], said["height"]) == (96, 64)
    assert corners(kept) == corners(small) == UPRIGHT


@pytest.mark.parametrize(
    ("quarters", "seen"),
    [
        (0, ("red", "green", "blue", "white")),
        (1, ("green", "white", "red", "blue")),
        (2, ("white", "blue", "green", "red")),
        (3, ("blue", "red", "white", "green")),
    ],
)
def test_a_heic_is_turned_once_by_what_its_container_says(decode, quarters, seen):
    heic = TURNED_HEIC.replace(b"irot\x03", b"irot" + bytes([quarters]))

    said, kept, _small = decode(heic)

    assert (said["width"], said["height"]) == ((64, 96) if quarters % 2 else (96, 64))
    assert corners(kept) == seen


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_that_stood_beside_the_pixels_is_kept(decode, kind):
    sent = talkative(kind)

    _said, kept, small = decode(sent)

    assert CANARY in sent
    for written in (kept, small):
        picture = Image.open(BytesIO(written))
        assert CANARY not in written
        assert dict(picture.getexif()) == {}
        assert picture.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert written.endswith(b"\xff\xd9")


def test_a_heic_keeps_neither_its_maker_nor_its_place(decode):
    _said, kept, small = decode(TURNED_HEIC)

    assert all(mark in TURNED_HEIC for mark in HEIC_MARKS)
    assert [mark for mark in (*HEIC_MARKS, b"Exif") if mark in kept + small] == []


def test_a_phone_s_photo_with_a_second_picture_behind_it_is_the_first_picture(decode):
    sent = two_pictures()

    said, kept, _small = decode(sent)

    assert Image.open(BytesIO(sent)).format == "MPO"
    assert corners(kept) == UPRIGHT
    assert (said["width"], said["height"]) == (96, 64)


@pytest.mark.parametrize("mode", ["CMYK", "L", "P", "1", "LA", "RGBA", "I;16"])
def test_every_kind_of_pixel_becomes_a_picture_one_can_look_at(decode, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    picture = four_corners().convert("L").convert("I;16") if mode == "I;16" else four_corners().convert(mode)
    if mode == "I;16":
        picture = picture.point(lambda level: level * 256)

    _said, kept, _small = decode(photo(kind, picture))

    written = Image.open(BytesIO(kept))
    grey = [written.convert("L").getpixel((x, y)) for x, y in ((20, 10), (80, 50))]
    assert written.mode == "RGB"
    assert grey[0] < 150 < 240 < grey[1]


def test_what_is_see_through_stands_on_white(decode):
    _said, kept, _small = decode(photo("PNG", Image.new("RGBA", (40, 40), (0, 0, 0, 0))))

    assert Image.open(BytesIO(kept)).getpixel((20, 20)) == (255, 255, 255)


def test_a_camera_s_photo_is_kept_smaller_in_its_own_shape(decode):
    said, kept, small = decode(photo("JPEG", four_corners((4032, 3024))))

    assert limits.GOOD_SIDE <= said["width"] <= limits.KEPT_SIDE
    assert said["width"] * 3 == said["height"] * 4
    assert max(Image.open(BytesIO(small)).size) == limits.SMALL_SIDE
    assert corners(kept) == UPRIGHT


def test_fifty_megapixels_are_taken_and_more_are_not(decode):
    most = Image.new("L", (8000, 6250))

    said, _kept, _small = decode(photo("JPEG", most))

    assert said["width"] >= limits.GOOD_SIDE
    assert refused(decode, photo("JPEG", Image.new("L", (8001, 6250)))) == "too_many_pixels"


def test_a_screenshot_of_more_than_25_megapixels_is_not_taken(decode):
    assert refused(decode, photo("PNG", Image.new("1", (5001, 5000)))) == "too_many_pixels"


@pytest.mark.parametrize("turned", [0, 90, 135, 180])
def test_the_text_of_a_code_is_read_back_whichever_way_it_lies(decode, turned):
    receipt = with_code("RADA:AB-000123:x7f3").rotate(turned, expand=True)

    said, _kept, _small = decode(photo("JPEG", receipt), texts=True)

    assert said["texts"] == ["RADA:AB-000123:x7f3"]


def test_a_code_is_not_looked_for_unless_asked(decode):
    said, _kept, _small = decode(photo("JPEG", with_code("RADA:AB-000123:x7f3")))

    assert said["texts"] == []
