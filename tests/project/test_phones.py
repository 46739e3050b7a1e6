"""Phone numbers: every usual spelling is one number, anything else a sentence that helps."""

import pytest
from django.utils import translation

from rada.lib.phones import display_phone, masked_phone, parse_phone


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "spelling",
    [
        *("0912345678", "0912 345 678", "0912.345.678", "0912-345-678", "912345678", "84912345678", "+84912345678"),
        *("+84 (0)912 345 678", "0084 912 345 678", "\u00a00912\u2013345\u2013678", "\u202a0912345678\u202c"),
        "０９１２３４５６７８",
    ],
)
def test_every_usual_spelling_is_one_number(spelling):
    assert parse_phone(spelling) == "+84912345678"


@pytest.mark.parametrize("prefix", ["086", "087", "088", "089", "055", "099", "032", "070"])
def test_prefixes_that_strict_lists_refuse_are_taken(prefix):
    assert parse_phone(f"{prefix}1234567") == f"+84{prefix[1:]}1234567"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        *(("0120", "70"), ("0121", "79"), ("0122", "77"), ("0126", "76"), ("0128", "78")),
        *(("0123", "83"), ("0124", "84"), ("0125", "85"), ("0127", "81"), ("0129", "82")),
        *(("0162", "32"), ("0165", "35"), ("0169", "39"), ("0186", "56"), ("0188", "58"), ("0199", "59")),
    ],
)
def test_an_eleven_digit_number_of_before_2018_is_renewed(old, new):
    assert parse_phone(f"{old}1234567") == f"+84{new}1234567"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        *(("02438123456", "024 3812 3456"), ("(028) 3812 3456", "028 3812 3456"), ("02363812345", "0236 3812 345")),
        *(("1900 1234", "1900 1234"), ("0912345678", "0912 345 678"), ("0869123456", "0869 123 456")),
    ],
)
def test_a_number_is_shown_as_people_write_it(typed, shown):
    assert display_phone(parse_phone(typed)) == shown


def test_what_is_no_number_is_shown_as_it_is():
    assert display_phone("chưa có") == "chưa có"


@pytest.mark.parametrize("wrong", ["0123456789", "091234567", "09123456789", "113", "0" * 300, "0912345678/0987654321"])
def test_a_number_with_the_wrong_digits_is_refused_with_an_example(wrong):
    with pytest.raises(ValueError, match=r"not a Vietnamese phone number.*0912 345 678"):
        parse_phone(wrong)


@pytest.mark.parametrize("worded", ["gọi 0912345678", "0912345678 ext 3", "1800 FLOWERS", "+", "0912345678; 1"])
def test_words_beside_the_number_are_refused(worded):
    with pytest.raises(ValueError, match="digits only"):
        parse_phone(worded)


def test_an_empty_field_asks_for_a_number():
    with pytest.raises(ValueError, match="Please type a phone number"):
        parse_phone(" \u200b ")


def test_a_foreign_number_is_refused_as_such():
    with pytest.raises(ValueError, match=r"\+84 912 345 678"):
        parse_phone("+1 650 253 0000")


def test_a_masked_number_keeps_its_last_three_digits():
    assert masked_phone("+84912345678") == "•••• ••• 678"
