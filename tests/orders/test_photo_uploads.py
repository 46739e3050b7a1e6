"""How files come in: too much is read and dropped, so that the form can say a sentence and keep what was typed."""

from __future__ import annotations

import errno

import pytest
from django.core.files import temp
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.test import RequestFactory

from orders.photos import intake, limits
from orders.photos.refusals import PhotoRefused
from rada.web import uploads
from tests.orders.pictures import photo, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    settings.PHOTO_WORK_DIR = tmp_path / "work"


@pytest.fixture
def posted():
    """A request as it comes from a browser; it ends with the test."""
    requests = []

    def send(**fields):
        requests.append(RequestFactory().post("/", fields))
        return requests[-1]

    yield send
    for request in requests:
        request.close()


def refusal(upload):
    """The code of the refusal."""
    with pytest.raises(PhotoRefused) as refused:
        intake.take(upload, by="user:1")
    return refused.value.code


def on_disk(settings):
    """The bytes of every temporary file."""
    return [path.stat().st_size for path in settings.FILE_UPLOAD_TEMP_DIR.glob("*")]


def test_a_photo_comes_through_whole(settings, posted):
    content = photo()

    request = posted(text="Dạ", photo=sent(content))

    assert request.FILES["photo"].read() == content
    assert request.FILES["photo"].failed == ""
    assert request.POST["text"] == "Dạ"


def test_a_file_that_is_too_big_is_not_kept_whole_and_says_so(settings, posted):
    settings.UPLOADED_FILE_BYTES = 100_000

    request = posted(first=sent(bytes(300_000)), second=sent(photo()), text="typed")

    assert request.FILES["first"].size == 300_000
    assert max(on_disk(settings)) <= 100_000
    assert refusal(request.FILES["first"]) == "too_big"
    assert intake.take(request.FILES["second"], by="user:1").stored.width == 96
    assert request.POST["text"] == "typed"


def test_a_request_that_is_too_big_keeps_what_was_typed_and_names_the_files(settings, posted):
    settings.UPLOADED_REQUEST_BYTES = 150_000

    request = posted(first=sent(photo() + bytes(100_000)), second=sent(photo() + bytes(100_000)), text="typed")

    assert intake.take(request.FILES["first"], by="user:1").stored.width == 96
    assert refusal(request.FILES["second"]) == "too_much"
    assert sum(on_disk(settings)) <= 150_000
    assert request.POST["text"] == "typed"


def no_room(*args, **kwargs):
    raise OSError(errno.ENOSPC, "No space left on device")


def a_file_on_a_full_disk(**kwargs):
    return open("/dev/full", "w+b")


@pytest.mark.parametrize(
    ("where", "name", "instead"),
    [
        (TemporaryUploadedFile, "__init__", no_room),
        (uploads.BoundedUploads, "_write", no_room),
        (temp, "NamedTemporaryFile", a_file_on_a_full_disk),
    ],
    ids=["when it begins", "while it is written", "when its buffer is written out"],
)
def test_a_full_disk_while_files_come_in_is_a_sentence(monkeypatch, where, name, instead, posted):
    monkeypatch.setattr(where, name, instead)

    request = posted(photo=sent(photo()), text="typed")

    assert refusal(request.FILES["photo"]) == "disk_full"
    assert request.POST["text"] == "typed"


def test_another_fault_of_the_disk_is_not_hidden_and_leaves_no_file(monkeypatch, settings, posted):
    def broken(*args, **kwargs):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(uploads.BoundedUploads, "_write", broken)

    with pytest.raises(OSError, match="Input/output"):
        posted(photo=sent(photo())).FILES  # noqa: B018 reading it parses the request
    assert on_disk(settings) == []


def test_temporary_files_go_with_the_request(settings, posted):
    request = posted(photo=sent(photo()))
    assert request.FILES["photo"].size > 0
    before = on_disk(settings)

    request.close()

    assert len(before) == 1
    assert on_disk(settings) == []


def test_what_comes_in_may_be_as_big_as_a_photo_may_be(settings):
    assert settings.UPLOADED_FILE_BYTES == limits.MOST_BYTES
