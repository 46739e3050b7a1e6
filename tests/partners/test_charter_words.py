"""The project's own words for each clause."""

import re

import pytest
from django.utils import translation

from partners.charter import CODES
from partners.charter_words import WORDS, clause_title, clause_words, section_title
from rada.lib.text import fold
from tests.partners.test_charter_shape import PUBLISHED


def test_every_clause_has_words_and_nothing_else_has():
    assert tuple(WORDS) == CODES
    assert all(f"{words.section}{words.number}" == code == words.code for code, words in WORDS.items())


@pytest.mark.parametrize("code", CODES)
def test_a_title_is_short_and_a_summary_is_one_sentence_in_both_languages(code):
    words = clause_words(code)

    assert all(0 < len(title) <= 52 and title[-1] != "." for title in (words.title_vi, words.title_en))
    assert all(re.fullmatch(r"[A-ZĐ][^.]{30,130}\.", text) for text in (words.summary_vi, words.summary_en))


def test_no_two_clauses_are_called_alike():
    titles = [title for words in WORDS.values() for title in (words.title_vi, words.title_en)]

    assert len(set(titles)) == 2 * len(CODES)


@pytest.mark.parametrize(
    ("language", "title", "section"),
    [
        ("vi", "Đã nhận thì không bỏ ngang", "Nhận đơn"),
        ("en", "No walking away after accepting", "Taking orders"),
        ("en-gb", "No walking away after accepting", "Taking orders"),
    ],
)
def test_a_clause_is_named_in_the_active_language(language, title, section):
    with translation.override(language):
        assert clause_title("A2") == clause_words("A2").title == title
        assert section_title("A") == section


def test_without_an_active_language_it_is_vietnamese():
    with translation.override(None):
        assert clause_words("C2").summary == clause_words("C2").summary_vi


@pytest.mark.parametrize("code", ["A6", "B0", "D1", "", "a1"])
def test_a_code_outside_the_charter_has_no_words(code):
    with pytest.raises(KeyError):
        clause_words(code)


@pytest.mark.parametrize("published", [PUBLISHED] if PUBLISHED.exists() else [])
def test_the_words_are_the_projects_own(published):
    charter = fold(published.read_text(encoding="utf-8"))

    assert [code for code, words in WORDS.items() if fold(words.summary_vi).rstrip(".") in charter] == []
