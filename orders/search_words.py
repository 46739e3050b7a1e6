"""What somebody typed to search by, as words that the stored keys can hold. Pure: no database."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rada.lib.phones import parse_phone
from rada.lib.text import clean, fold

MOST_LETTERS, MOST_WORDS = 80, 6
LONG = 6  # signs of a code or number that hardly any other order holds
PHONE = re.compile(r"[(+]*\d(?:[ .()\-]*\d){8,12}")
ABROAD = re.compile(r"\+?84(\d{2,})")

Spellings = tuple[str, ...]


def typed(text: str) -> str:
    """What was typed as it can be searched for; what no database can hold finds nothing special."""
    try:
        return clean(text[:MOST_LETTERS]).strip()
    except ValueError:
        return ""


def words_of(text: str) -> list[Spellings]:
    """Folded words, each in the spellings that may be stored; a phone number however it was typed is one word."""
    folded = PHONE.sub(_dialled, fold(text))
    return [_spellings(word) for word in folded.split()[:MOST_WORDS]]


def is_specific(words: Sequence[Spellings]) -> bool:
    """Whether a word is a code or a phone number: long, and with a digit; few orders hold it."""
    return any(all(len(each) >= LONG and re.search(r"\d", each) for each in word) for word in words)


def _dialled(found: re.Match[str]) -> str:
    try:
        return f" 0{parse_phone(found[0]).removeprefix('+84')} "
    except ValueError:
        return found[0]


def _spellings(word: str) -> Spellings:
    abroad = ABROAD.fullmatch(word)
    return (word.removeprefix("+"), f"0{abroad[1]}") if abroad else (word,)
