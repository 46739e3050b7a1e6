"""Passwords out of the house's own words are refused; a sentence that holds one is not."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "guessed", ["Rada@123456", "matkhau2026", "Mật khẩu 123", "dienlanh1111", "rada-dien-lanh", "Admin_Rada_2025!"]
)
def test_a_word_of_the_house_with_a_year_or_a_row_of_digits_is_refused(guessed):
    with pytest.raises(ValidationError) as refused:
        validate_password(guessed)

    assert "house_words" in {error.code for error in refused.value.error_list}


@pytest.mark.parametrize("chosen", ["một-mật-khẩu-dài", "hai-con-mèo-vàng-ngủ", "radar-tím-bay-qua", "x7Kq-2mPz-9w"])
def test_a_sentence_is_taken_though_it_holds_one(chosen):
    validate_password(chosen)


def test_a_sentence_of_any_length_is_taken():
    validate_password("mèo ăn cá rô, chó gặm xương bò, " * 40)
