"""Amounts in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rada.lib.money import LARGEST, format_vnd, parse_vnd, vnd_in_words, vnd_in_words_en, vnd_in_words_vi


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "0\u00a0₫"), (999, "999\u00a0₫"), (1_250_000, "1.250.000\u00a0₫"), (-50_000, "-50.000\u00a0₫")],
)
def test_an_amount_is_grouped_by_points_and_never_broken_from_its_sign(amount, written):
    assert format_vnd(amount) == written


@pytest.mark.parametrize("no_amount", [1.5, "1000", True, None])
def test_only_whole_numbers_are_amounts(no_amount):
    with pytest.raises(TypeError):
        format_vnd(no_amount)
    with pytest.raises(TypeError):
        vnd_in_words_vi(no_amount)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Không đồng"),
        (4, "Bốn đồng"),
        (10, "Mười đồng"),
        (11, "Mười một đồng"),
        (14, "Mười bốn đồng"),
        (15, "Mười lăm đồng"),
        (21, "Hai mươi mốt đồng"),
        (24, "Hai mươi tư đồng"),
        (55, "Năm mươi lăm đồng"),
        (104, "Một trăm linh bốn đồng"),
        (110, "Một trăm mười đồng"),
        (1_005, "Một nghìn không trăm linh năm đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (1_000_005, "Một triệu không trăm linh năm đồng"),
        (1_250_000, "Một triệu hai trăm năm mươi nghìn đồng"),
        (2_000_000_500, "Hai tỷ năm trăm đồng"),
        (15_000_000_000_000, "Mười lăm nghìn tỷ đồng"),
        (1_005_000_000_000, "Một nghìn không trăm linh năm tỷ đồng"),
        (LARGEST, "Một triệu tỷ đồng"),
        (-50_000, "Âm năm mươi nghìn đồng"),
    ],
)
def test_an_amount_is_read_in_vietnamese_as_people_read_it(amount, words):
    assert vnd_in_words_vi(amount) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "Zero dong"),
        (21, "Twenty-one dong"),
        (113, "One hundred thirteen dong"),
        (1_250_000, "One million two hundred fifty thousand dong"),
        (2_000_000_500, "Two billion five hundred dong"),
        (LARGEST, "One quadrillion dong"),
        (-7, "Minus seven dong"),
    ],
)
def test_an_amount_is_read_in_english(amount, words):
    assert vnd_in_words_en(amount) == words


@pytest.mark.parametrize("beyond", [LARGEST + 1, -LARGEST - 1])
@pytest.mark.parametrize("read", [vnd_in_words_vi, vnd_in_words_en])
def test_an_amount_that_is_too_large_to_read_is_refused(read, beyond):
    with pytest.raises(ValueError, match="up to"):
        read(beyond)


def test_the_language_chooses_the_words():
    assert vnd_in_words(1000, "en-gb") == "One thousand dong"
    assert vnd_in_words(1000, "vi") == "Một nghìn đồng"


PLAIN = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
VALUES = {**{word: value for value, word in enumerate(PLAIN)}, "mốt": 1, "tư": 4, "lăm": 5}
SCALES = {"nghìn": 1000, "triệu": 10**6}


def value_of(words: str) -> int:
    """Reads the words back, left to right, by a way of its own."""
    billions = total = group = digit = 0
    for word in words.lower().removesuffix(" đồng").split():
        if word in VALUES:
            digit = VALUES[word]
        elif word == "mười":
            group, digit = group + 10, 0
        elif word in {"trăm", "mươi"}:
            group, digit = group + digit * (100 if word == "trăm" else 10), 0
        elif word in SCALES:
            total, group, digit = total + (group + digit) * SCALES[word], 0, 0
        elif word == "tỷ":
            billions, total, group, digit = total + group + digit, 0, 0, 0
    return billions * 10**9 + total + group + digit


@given(st.integers(0, LARGEST))
def test_the_words_read_back_give_the_amount(amount):
    assert value_of(vnd_in_words_vi(amount)) == amount


@pytest.mark.parametrize(
    "typed",
    ["1.250.000", "1250000", "1 250 000 ₫", "1\u00a0250\u00a0000\u00a0₫",
     "1,250,000", "1250k", "1.250.000đ", " 1250000 VNĐ ", "１２５００００"],
)  # fmt: skip
def test_an_amount_is_read_as_people_type_it(typed):
    assert parse_vnd(typed) == 1_250_000


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "k",
        "₫",
        "-5",
        "1.25",
        "12.50",
        "1.250,000",
        "1,2.500",
        "1e3",
        "0x10",
        "ten",
        "1\x00",
        "9" * 16,
        "9" * 15 + "k",
    ],
)
def test_what_is_no_whole_amount_is_never_guessed(typed):
    with pytest.raises(ValueError, match="dong"):
        parse_vnd(typed)


@given(st.integers(0, LARGEST))
def test_a_written_amount_is_read_back(amount):
    assert parse_vnd(format_vnd(amount)) == amount
