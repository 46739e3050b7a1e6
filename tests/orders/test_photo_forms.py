"""Photos in a form: what was taken once is not lost when another field is wrong, and is nobody else's."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django import forms
from django.core import signing
from django.core.files.storage import default_storage
from django.http import QueryDict
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from orders.forms.fields import StoredText
from orders.forms.photos import PhotosField, PhotosMixin, ScanField, owner_of, reference_to
from orders.photos import intake
from partners.actors import customer_of
from rada.platform.models import StoredFile
from tests.factories import a_dispatcher, a_partner, an_owner
from tests.orders.pictures import four_corners, photo, sent, with_code

pytestmark = pytest.mark.django_db

OWNER = "user:7"
KEPT = re.compile(r'name="photos-kept" value="([^"]+)"')


class Reply(PhotosMixin, forms.Form):
    """A form as the portal's are."""

    text = StoredText(max_length=20)
    photos = PhotosField(label="Photos", most=3, required=False)


class Evidence(PhotosMixin, forms.Form):
    """A form that needs a photo."""

    photos = PhotosField(label="Photos", most=1, capture=True)


class Scan(PhotosMixin, forms.Form):
    """A form that reads a code."""

    scan = ScanField(label="Stamp", required=False)


@pytest.fixture(autouse=True)
def _english(tmp_path, settings):
    settings.PHOTO_WORK_DIR = tmp_path / "work"
    with translation.override("en"):
        yield


def sends(form_class, *files, owner=OWNER, **fields):
    """The form as it comes in: files, and lists of texts."""
    data = QueryDict(mutable=True)
    for name, values in fields.items():
        data.setlist(name.replace("_kept", "-kept").replace("_removed", "-removed"), values)
    name = "scan" if form_class is Scan else "photos"
    return form_class(data, MultiValueDict({name: list(files)}), owner=owner)


def a_photo(number=1):
    """A photo that differs from the others."""
    return sent(photo("JPEG", four_corners((96 + number, 64))), f"IMG_{number}.jpg")


def test_photos_come_out_as_stored_files_in_the_order_shown():
    form = sends(Reply, a_photo(1), a_photo(2), text=["Dạ"])

    assert form.is_valid()
    assert [stored.width for stored in form.cleaned_data["photos"]] == [97, 98]
    assert StoredFile.objects.count() == 2


def test_a_form_without_photos_is_fine_where_none_is_needed():
    form = sends(Reply, text=["Dạ"])

    assert form.is_valid()
    assert form.cleaned_data["photos"] == []


def test_a_form_that_needs_a_photo_says_so():
    form = sends(Evidence)

    assert form.errors["photos"] == ["Add a photo first."]


def test_photos_are_kept_when_another_field_is_wrong():
    first = sends(Reply, a_photo(1), a_photo(2), text=["x" * 30])
    page = str(first["photos"])
    again = sends(Reply, a_photo(3), text=["Dạ"], photos_kept=KEPT.findall(page))

    assert list(first.errors) == ["text"]
    assert page.count("data:image/jpeg;base64,") == 2
    assert again.is_valid()
    assert [stored.width for stored in again.cleaned_data["photos"]] == [97, 98, 99]


def test_a_kept_photo_can_be_removed():
    first = sends(Reply, a_photo(1), a_photo(2), text=[""])
    kept = KEPT.findall(str(first["photos"]))
    again = sends(Reply, text=["Dạ"], photos_kept=kept, photos_removed=[kept[0]])

    assert again.is_valid()
    assert [stored.width for stored in again.cleaned_data["photos"]] == [98]


def test_one_bad_photo_among_three_is_named_and_the_others_are_kept():
    form = sends(Reply, a_photo(1), sent(b"%PDF-1.7", "IMG_2.jpg"), a_photo(3), text=["Dạ"])

    page = str(form["photos"])

    assert form.errors["photos"] == [
        "Photo 2: This is not a photo we can read. Send a JPEG, PNG, WebP or HEIC picture."
    ]
    assert len(KEPT.findall(page)) == 2


def test_more_photos_than_fit_are_told_and_the_first_are_kept():
    form = sends(Reply, *(a_photo(number) for number in range(1, 6)), text=["Dạ"])

    page = str(form["photos"])

    assert form.errors["photos"] == ["At most 3 photos can be sent; the others were left out."]
    assert len(KEPT.findall(page)) == StoredFile.objects.count() == 3


@pytest.mark.parametrize("owner", ["user:8", "order:7", ""])
def test_a_reference_is_worth_nothing_to_anybody_else(owner):
    first = sends(Reply, a_photo(), text=[""])
    kept = KEPT.findall(str(first["photos"]))

    form = sends(Reply, text=["Dạ"], photos_kept=kept, owner=owner)

    assert form.errors["photos"] == ["A photo was chosen too long ago. Choose it again."]


MADE_UP = {
    "empty": "",
    "number": "7",
    "path": "../7",
    "NUL": "\x00",
    "forged": "NzE:x:y",
    "ours for something else": signing.dumps(7),
    "long": "x" * 5000,
}


@pytest.mark.parametrize("reference", MADE_UP.values(), ids=MADE_UP.keys())
def test_a_made_up_reference_finds_no_photo(reference):
    StoredFile.objects.create(
        pk=7, digest="d", content_type="image/jpeg", size=1, storage_name="photos/7.jpg", created_at="2026-01-01T00:00Z"
    )

    form = sends(Reply, text=["Dạ"], photos_kept=[reference])

    assert list(form.errors) == ["photos"]


def test_a_reference_is_not_good_for_ever(monkeypatch):
    first = sends(Reply, a_photo(), text=[""])
    kept = KEPT.findall(str(first["photos"]))
    monkeypatch.setattr("orders.forms.photos.KEPT_FOR", timedelta(seconds=-1))

    form = sends(Reply, text=["Dạ"], photos_kept=kept)

    assert form.errors["photos"] == ["A photo was chosen too long ago. Choose it again."]


def test_a_kept_photo_whose_row_was_tidied_away_is_asked_for_again():
    stored = intake.take(a_photo(), by=OWNER).stored
    reference = reference_to(stored, OWNER)
    stored.delete()

    form = sends(Reply, text=["Dạ"], photos_kept=[reference])

    assert form.errors["photos"] == ["A photo was chosen too long ago. Choose it again."]


def test_a_photo_kept_twice_is_one_photo():
    reference = reference_to(intake.take(a_photo(), by=OWNER).stored, OWNER)

    form = sends(Reply, text=["Dạ"], photos_kept=[reference, reference])

    assert form.is_valid()
    assert len(form.cleaned_data["photos"]) == 1


def test_a_tile_whose_file_is_gone_is_still_shown():
    stored = intake.take(a_photo(), by=OWNER).stored
    default_storage.delete(stored.thumbnail_name)

    form = sends(Reply, text=[""], photos_kept=[reference_to(stored, OWNER)])

    assert len(KEPT.findall(str(form["photos"]))) == 1


def test_the_input_opens_the_camera_only_where_that_is_asked():
    several, one = str(Reply(owner=OWNER)["photos"]), str(Evidence(owner=OWNER)["photos"])

    assert 'accept="image/*"' in several
    assert "multiple" in several
    assert "capture" not in several
    assert 'capture="environment"' in one
    assert "multiple" not in one
    assert Reply(owner=OWNER).is_multipart()


def test_the_photos_of_a_colleague_s_form_are_their_own():
    partner = a_partner()
    owner, colleague = an_owner(partner), a_dispatcher(partner)

    owners = {owner_of(owner), owner_of(colleague), owner_of(customer_of(3)), owner_of(customer_of(4))}

    assert len(owners) == 4


def test_a_day_s_share_is_a_person_s_own_and_then_used_up(settings):
    settings.PHOTOS_A_DAY = 2

    mine = [sends(Reply, a_photo(number), text=["Dạ"]).errors.get("photos") for number in range(3)]
    theirs = sends(Reply, a_photo(4), text=["Dạ"], owner="user:8").errors

    assert mine == [None, None, ["You have sent very many photos today. Send the rest tomorrow."]]
    assert theirs == {}
    assert StoredFile.objects.count() == 3


def test_the_bytes_of_a_day_are_counted_too(settings):
    settings.PHOTO_MEGABYTES_A_DAY = 1
    large = sent(photo() + bytes(700_000))

    first, second = sends(Reply, large, text=["Dạ"]), sends(Reply, sent(photo() + bytes(700_000)), text=["Dạ"])

    assert first.is_valid()
    assert second.errors["photos"] == ["You have sent very many photos today. Send the rest tomorrow."]


def test_a_code_s_text_comes_out_of_a_scan_and_nothing_is_kept():
    form = sends(Scan, sent(photo("JPEG", with_code("RADA:AB-000123:x7f3"))))

    assert form.is_valid()
    assert form.cleaned_data["scan"] == ["RADA:AB-000123:x7f3"]
    assert not StoredFile.objects.exists()


def test_a_scan_without_a_code_says_how_to_do_better():
    form = sends(Scan, a_photo())

    assert form.errors["scan"] == [
        "No code could be read. Hold the phone closer, in good light, or type what stands beside the code."
    ]


def test_a_scan_of_no_photo_says_what_is_wrong_and_no_scan_is_no_texts():
    wrong, none = sends(Scan, sent(b"GIF89a")), sends(Scan)

    assert wrong.errors["scan"] == ["This is not a photo we can read. Send a JPEG, PNG, WebP or HEIC picture."]
    assert none.is_valid()
    assert none.cleaned_data["scan"] == []
