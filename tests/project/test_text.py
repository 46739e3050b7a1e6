"""Vietnamese text: one form, search keys, the order of names."""

import unicodedata

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from rada.lib.text import SORT_KEY_LENGTH, clean, fold, is_blank, mask_phone, name_sort_key, sort_key


def test_text_is_stored_in_one_form_however_it_was_composed():
    decomposed = unicodedata.normalize("NFD", "Điều hòa Thuỷ Tiên")

    assert clean(decomposed) == "Điều hòa Thuỷ Tiên"


def test_text_keeps_its_spaces_and_lines():
    assert clean("  hai dòng\n\tgiữ nguyên ") == "  hai dòng\n\tgiữ nguyên "


@pytest.mark.parametrize("unstorable", ["a\x00b", "\ud83d", "tốt \udc00"])
def test_text_that_no_database_keeps_is_refused(unstorable):
    with translation.override("en"), pytest.raises(ValueError, match="cannot be stored"):
        clean(unstorable)


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n", "\u00a0\u3000\u2003"])
def test_unicode_white_space_alone_is_blank(blank):
    assert is_blank(blank)


@pytest.mark.parametrize("written", ["x", " 0 ", "."])
def test_anything_visible_is_not_blank(written):
    assert not is_blank(written)


@pytest.mark.parametrize("spelling", ["Hoà", "Hòa", "hoà", "HÒA", unicodedata.normalize("NFD", "Hòa"), " hoa\u00a0"])
def test_both_places_of_the_tone_mark_are_found_by_the_same_key(spelling):
    assert fold(spelling) == "hoa"


@pytest.mark.parametrize(("written", "key"), [("ĐẶNG", "dang"), ("Ðỗ  Đức", "do duc"), ("điều\thòa", "dieu hoa")])
def test_the_stroked_d_is_searched_as_d(written, key):
    assert fold(written) == key


@given(st.text())
def test_folding_a_key_again_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_people_are_listed_by_given_name_in_the_order_of_the_alphabet():
    listed = ["Lê An", "Lê Ánh", "Lê Ăn", "Lê Ân", "Lê Do", "Vũ Dung", "Vũ Dũng", "Lê Đỗ", "Lê Đức", "Lê Em", "Lê Ê"]

    keys = [name_sort_key(name) for name in listed]

    assert keys == sorted(set(keys))


def test_tones_come_in_the_order_of_the_dictionary():
    listed = ["Hoa", "Hòa", "Hỏa", "Hõa", "Hóa", "Họa"]

    keys = [name_sort_key(name) for name in listed]

    assert keys == sorted(set(keys))


def test_one_given_name_is_listed_by_the_middle_name_and_then_by_the_family():
    listed = ["An", "Trần An", "Nguyễn Bá An", "Bùi Văn An", "Nguyễn Văn An", "Lê Thị An Bình"]

    keys = [name_sort_key(name) for name in listed]

    assert keys == sorted(set(keys))


def test_spellings_of_one_name_share_a_key():
    keys = {name_sort_key(name) for name in ("Lê Hòa", "LÊ HOÀ", unicodedata.normalize("NFD", "lê  hòa"))}

    assert len(keys) == 1


def test_a_title_is_sorted_from_its_first_word():
    listed = ["Ánh Dương", "Bình Minh", "Điện lạnh 24h", "Điện lạnh An"]

    keys = [sort_key(name) for name in listed]

    assert keys == sorted(set(keys))


@given(st.text(max_size=400))
def test_a_sort_key_fits_its_column(text):
    assert len(name_sort_key(text)) <= SORT_KEY_LENGTH


@pytest.mark.parametrize(
    ("number", "masked"), [("0912 345 678", "•••• ••• 678"), ("1234", "•234"), ("123", "•••"), ("12", "••"), ("", "")]
)
def test_a_masked_number_shows_its_last_three_digits_at_most(number, masked):
    assert mask_phone(number) == masked
