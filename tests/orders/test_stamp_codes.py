"""A stamp's code is its serial, signed: no made-up one passes, and no change of keys kills a printed roll."""

from __future__ import annotations

import random

import pytest
import segno

from orders.stamp_codes import ALPHABET, claims_to_be_one, code_of, serial_of

SERIAL = "ABCDE-FGHJK"
LETTERS = ALPHABET + "01IO:-"


def test_a_signed_code_gives_its_serial():
    code = code_of(SERIAL)

    assert code.startswith(f"RADA1:{SERIAL}:")
    assert serial_of(code) == SERIAL


def test_a_code_fits_a_small_qr_of_the_alphanumeric_kind():
    made = segno.make_qr(code_of(SERIAL), error="q", boost_error=False)

    assert (made.designator, made.mode) == ("2-Q", "alphanumeric")


@pytest.mark.parametrize("delivered", [" {}\n", "\ufeff{}".replace("\ufeff", "\u00a0"), "{}\r\n"])
def test_white_space_and_small_letters_do_not_matter(delivered):
    assert serial_of(delivered.format(code_of(SERIAL)).lower()) == SERIAL


def mutated(code, rng):
    """The code with one to three letters changed, left out, added or swapped."""
    letters = list(code)
    for _change in range(rng.randint(1, 3)):
        place = rng.randrange(len(letters))
        rng.choice(
            [
                lambda at: letters.__setitem__(at, rng.choice(LETTERS)),
                lambda at: letters.pop(at),
                lambda at: letters.insert(at, rng.choice(LETTERS)),
                lambda at: letters.append(letters.pop(at)),
            ]
        )(place)
    return "".join(letters)


def test_of_a_thousand_changed_codes_none_passes():
    rng = random.Random(4)
    codes = [code_of(f"ABCDE-{''.join(rng.choices(ALPHABET, k=5))}") for _number in range(50)]
    forged = {changed for _turn in range(30) for code in codes if (changed := mutated(code, rng)) not in codes}

    accepted = [code for code in forged if serial_of(code) is not None]

    assert len(forged) > 1_000
    assert accepted == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        SERIAL,
        f"RADA1:{SERIAL}",
        f"RADA1:{SERIAL}:",
        f"RADA1:{SERIAL}:AAAAAAAAAA",
        f"RADA2:{SERIAL}:" + code_of(SERIAL)[-10:],
        code_of(SERIAL) + code_of(SERIAL),
        code_of(SERIAL) + "\x00",
        code_of(SERIAL).replace("D", "Ｄ"),
        "https://example.com/?q=" + code_of(SERIAL),
        "x" * 100_000,
        "ſ" * 30,
        "'; DROP TABLE orders_stamp; --",
    ],
)
def test_no_other_text_is_a_stamp(text):
    assert serial_of(text) is None


def test_the_signature_of_one_serial_is_good_for_no_other():
    signature = code_of(SERIAL).rpartition(":")[2]

    assert serial_of(f"RADA1:ABCDE-FGHJL:{signature}") is None


def test_a_printed_code_outlives_the_key_that_signed_it(settings):
    settings.STAMP_KEYS = ["the first key"]
    printed = code_of(SERIAL)

    settings.STAMP_KEYS = ["the next key", "the first key"]
    kept = serial_of(printed)
    settings.STAMP_KEYS = ["the next key"]
    dropped = serial_of(printed)

    assert (kept, dropped) == (SERIAL, None)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (SERIAL, True),
        (f"RADA1:{SERIAL}:AAAAAAAAAA", True),
        ("rada7:x", True),
        ("https://example.com/", False),
        ("WIFI:S:nha;;", False),
        ("", False),
    ],
)
def test_a_text_that_poses_as_a_stamp_is_known(text, claims):
    assert claims_to_be_one(text) is claims
