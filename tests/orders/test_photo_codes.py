"""Codes on photos of receipts: read where they are turned, small, out of focus or badly lit, and never read wrongly."""

from __future__ import annotations

import random

import pytest

from orders.benches import scenes
from orders.photos import limits
from orders.photos.codes import codes_in
from orders.photos.fingerprints import MOST_APART, distance, is_alike
from orders.photos.looks import fingerprint
from orders.photos.pixels import upright

TEXT = "RADA1:ABCDE-FGHJK:7Q2M5XKP"
SMALL_CAMERA = (1600, 1200)


@pytest.fixture(autouse=True)
def with_time(monkeypatch):
    """A busy machine reads as much as an idle one, only later."""
    monkeypatch.setattr(limits, "PATIENT_SECONDS", 60)
    monkeypatch.setattr(limits, "PATIENT_WALL_SECONDS", 300)


def look_of(picture):
    """The fingerprint as the intake takes it, and whether a code steadied it."""
    shown = upright(picture.convert("RGB"))
    found = codes_in(shown)
    return fingerprint(shown, found[0].corners if found else None), bool(found)


def shot(**differently):
    """A photo of a receipt, turned and lit from one side."""
    lean = (0.02, 0.01, -0.03, 0.02, 0.01, -0.02, 0.0, 0.03)
    usual = scenes.Shot(TEXT, 120, pose=scenes.Pose(17, lean, (0.6, 0.6)), light=scenes.Light(40, 0.5, (0.5, 0.5, 0.4)))
    return usual._replace(camera=SMALL_CAMERA, **differently)


@pytest.mark.parametrize(
    "how",
    [
        {"code_px": 80},
        {"code_px": 80, "level": "q", "pose": scenes.Pose(211)},
        {"code_px": 104, "blur": 2.2, "level": "q"},
        {"code_px": 170, "blur": 3.0},
    ],
    ids=["small", "upside down", "small and out of focus", "far out of focus"],
)
def test_a_stamp_is_read_on_a_photo_that_a_person_would_take(how):
    photo = scenes.photographed(shot(**how))

    found = codes_in(photo)

    assert [code.text for code in found] == [TEXT]


def test_a_code_is_said_to_lie_where_it_lies():
    photo = scenes.photographed(shot(pose=scenes.Pose(0, place=(0.6, 0.4))))

    corners = codes_in(photo)[0].corners

    middle = [sum(corner[axis] for corner in corners) / 4 for axis in (0, 1)]
    assert middle == pytest.approx([0.6, 0.4], abs=0.01)


def test_what_cannot_be_read_is_not_guessed():
    photo = scenes.photographed(shot(code_px=30, blur=3.0))

    assert codes_in(photo) == []


def test_a_photo_treated_anew_is_found_and_another_receipt_of_the_same_book_is_not():
    first = scenes.photographed(shot())
    width, height = first.size
    cut = first.crop((round(width * 0.03), 0, width, round(height * 0.97))).resize((776, 582))
    other = scenes.photographed(shot(text=scenes.random_text(random.Random(1)), filled_in=9))

    look, has_code = look_of(first)

    assert has_code
    assert is_alike(look, look_of(cut)[0])
    assert is_alike(look, look_of(first.rotate(2))[0])
    assert distance(look, look_of(other)[0]) > MOST_APART


def test_a_photo_without_a_readable_code_is_found_too():
    first = scenes.photographed(shot(code_px=40, blur=2.5))

    look, has_code = look_of(first)

    assert not has_code
    assert is_alike(look, look_of(first.rotate(-2))[0])
    assert is_alike(look, look_of(first.resize((800, 600)))[0])
