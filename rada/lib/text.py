"""Vietnamese text: one form in, keys to search and to sort by, and what must not be shown whole."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext as _

SORT_KEY_LENGTH = 240  # the column's; only names of absurd length are cut
MASK = "•"
READABLE_DIGITS = 3

# In code-point order "{" and "|" follow every letter and digit, so a{ (ă) sorts after az and before b.
MODIFIED_LETTERS = {"ă": "a{", "â": "a|", "đ": "d{", "ê": "e{", "ô": "o{", "ơ": "o|", "ư": "u{"}
# The order of Vietnamese dictionaries; a word without a tone mark comes first and needs no sign.
TONES = {"\u0300": '"', "\u0309": "#", "\u0303": "$", "\u0301": "%", "\u0323": "&"}
# Below every tone: the end of a word, and below that the end of a name's part.
WORD_END, PART_END = "!", " "
# The letter d with a stroke, and the two look-alikes that old fonts and foreign keyboards put in its place.
STROKED_D = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})
# What a message by phone says in their place, since its plain alphabet has none of them.
PLAIN_SIGNS = str.maketrans({"đ": "d", "Đ": "D", "“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "₫": "d"})


def clean(text: str) -> str:
    """The text as it may be stored: in NFC, everything else untouched.

    Raises ValueError where it holds a NUL or half a character, which no database keeps.
    """
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError(_("The text contains characters that cannot be stored. Please type it again."))
    return unicodedata.normalize("NFC", text)


def is_blank(text: str | None) -> bool:
    """Nothing is left after Unicode white space is stripped."""
    return text is None or not text.strip()


def fold(text: str) -> str:
    """The search key: lower case, no accents, d for đ, one space between words; `Hoà`, `Hòa` and `hoa` are alike."""
    letters = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = (letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    return " ".join("".join(kept).translate(STROKED_D).split())


def unaccented(text: str) -> str:
    """The text in ASCII, as plain text messages take it: accents dropped, d for đ, ? for what has no such letter."""
    letters = unicodedata.normalize("NFKD", text.translate(PLAIN_SIGNS))
    bare = "".join(letter for letter in letters if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    return bare.encode("ascii", "replace").decode()


def sort_key(text: str) -> str:
    """A key whose code-point order is the Vietnamese alphabet's, word by word: letters first, then the tone.

    At most SORT_KEY_LENGTH characters. Spellings that differ only in case, in the place of the tone or in
    punctuation share one key.
    """
    return _joined_keys(_words(text))[:SORT_KEY_LENGTH]


def name_sort_key(full_name: str) -> str:
    """The key by which people are listed in Vietnam: the given name (last word), then the middle, then the family.

    At most SORT_KEY_LENGTH characters.
    """
    words = _words(full_name)
    if len(words) < 2:
        return sort_key(full_name)
    parts = (words[-1:], words[1:-1], words[:1])
    return PART_END.join(_joined_keys(part) for part in parts)[:SORT_KEY_LENGTH]


def mask_phone(number: str) -> str:
    """The number with all but its last three digits hidden, spaces kept: `•••• ••• 678`."""
    digits = sum(sign.isdigit() for sign in number)
    hidden = digits - READABLE_DIGITS if digits > READABLE_DIGITS else digits
    return re.sub(r"\d", MASK, number, count=hidden)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text).casefold())


def _joined_keys(words: list[str]) -> str:
    return WORD_END.join(_word_key(word) for word in words)


def _word_key(word: str) -> str:
    """The word's letters, then the tones its vowels carry; other accents do not count."""
    letters: list[str] = []
    tones: list[str] = []
    for letter in word:
        for part in _without_tone(letter, tones):
            letters.append(MODIFIED_LETTERS.get(part, part))
    return "".join(letters + tones)


def _without_tone(letter: str, tones: list[str]) -> str:
    marks = unicodedata.normalize("NFD", letter)
    tones.extend(TONES[mark] for mark in marks if mark in TONES)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    if bare in MODIFIED_LETTERS:
        return bare
    return "".join(part for part in unicodedata.normalize("NFD", bare) if not unicodedata.combining(part))
