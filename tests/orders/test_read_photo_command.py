"""`manage.py read_photo`: a line for each file, whatever it is, as the intake would take it."""

from __future__ import annotations

import hashlib
import json
import os
from io import StringIO

import pytest
from django.core.management import call_command

from orders import stamp_codes
from tests.orders.pictures import photo, with_code


@pytest.fixture
def read(settings, tmp_path):
    """Run the command on paths: the lines it said."""
    settings.PHOTO_WORK_DIR = tmp_path / "work"

    def run(*paths, **options):
        said = StringIO()
        call_command("read_photo", *map(str, paths), stdout=said, **options)
        return [json.loads(line) for line in said.getvalue().splitlines()]

    return run


def written(path, content):
    """A file with that content."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


def test_a_photo_of_a_stamp_says_its_serial_its_texts_and_its_look(read, tmp_path):
    text = stamp_codes.code_of("ABCDE-FGHJK")
    content = photo("JPEG", with_code(text))

    (said,) = read(written(tmp_path / "stamp.jpg", content))

    assert (said["accepted"], said["reason"], said["code"]) == (True, None, None)
    assert (said["stamp_read"], said["texts"]) == ("ABCDE-FGHJK", [text])
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert said["fingerprint"].startswith("d1:")
    assert len(said["fingerprint"]) < 1800
    assert (said["width"], said["height"]) == (1200, 1600)


def test_a_code_with_a_made_up_signature_is_a_text_and_no_stamp(read, tmp_path):
    (said,) = read(written(tmp_path / "stamp.jpg", photo("JPEG", with_code("RADA1:ABCDE-FGHJK:AAAAAAAAAA"))))

    assert (said["stamp_read"], said["texts"]) == (None, ["RADA1:ABCDE-FGHJK:AAAAAAAAAA"])


def test_whatever_is_no_photo_gets_its_line_and_the_next_is_read(read, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    paths = [
        tmp_path,
        tmp_path / "pipe",
        tmp_path / "missing.jpg",
        "a\0b",
        written(tmp_path / "empty.jpg", b""),
        written(tmp_path / "cut.jpg", photo()[:-2]),
        written(tmp_path / "whole.jpg", photo()),
    ]

    said = read(*paths)

    codes = ["unreadable", "unreadable", "unreadable", "unreadable", "empty", "damaged", None]
    assert [line["file"] for line in said] == [str(path) for path in paths]
    assert [line["code"] for line in said] == codes
    assert [line["accepted"] for line in said] == [False] * 6 + [True]
    assert all(line["reason"] for line in said[:6])


def test_derivatives_of_two_files_with_one_name_are_both_kept(read, tmp_path):
    paths = [written(tmp_path / folder / "a.jpg", photo()) for folder in ("one", "two")]

    read(*paths, out=str(tmp_path / "out"))

    assert sorted(os.listdir(tmp_path / "out")) == ["a-2.jpg", "a-2.small.jpg", "a.jpg", "a.small.jpg"]
    assert all((tmp_path / "out" / name).stat().st_size for name in os.listdir(tmp_path / "out"))


def test_a_file_that_is_there_already_is_neither_overwritten_nor_joined_by_half_a_pair(read, tmp_path):
    there = written(tmp_path / "out" / "a.small.jpg", b"mine")
    (tmp_path / "out" / "a-2.jpg").symlink_to("nowhere")

    (said,) = read(written(tmp_path / "a.jpg", photo()), out=str(tmp_path / "out"))

    assert said["out"] == ["a-3.jpg", "a-3.small.jpg"]
    assert sorted(os.listdir(tmp_path / "out")) == ["a-2.jpg", "a-3.jpg", "a-3.small.jpg", "a.small.jpg"]
    assert there.read_bytes() == b"mine"
