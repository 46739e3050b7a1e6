"""Money is whole đồng: how an amount is written in figures and in words."""

from __future__ import annotations

import re
import unicodedata

NO_BREAK_SPACE = "\u00a0"
LARGEST = 10**15
BILLION = 10**9

CURRENCY = re.compile(r"(₫|đồng|đ|vnđ|vnd)$")
TYPED = re.compile(r"([0-9]{1,3}(?:([., ])[0-9]{3}(?:\2[0-9]{3})*)?|[0-9]{1,15})(k?)")

DIGITS_VI = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BELOW_TWENTY_EN = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
TENS_EN = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SCALES_EN = (
    (10**15, "quadrillion"),
    (10**12, "trillion"),
    (BILLION, "billion"),
    (10**6, "million"),
    (1000, "thousand"),
)


def format_vnd(amount: int) -> str:
    """The amount in figures, the same in every language: `1.250.000 ₫`, its space not breaking the line.

    Raises TypeError for anything but a whole number: đồng have no fractions.
    """
    _require_whole(amount)
    return f"{amount:,}".replace(",", ".") + f"{NO_BREAK_SPACE}₫"


def parse_vnd(text: str) -> int:
    """Whole đồng as people type them: `1.250.000`, `1250000`, `1 250 000 ₫`, `250k`.

    Raises ValueError for anything else, a fraction or a sign among it, and beyond LARGEST.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    read = TYPED.fullmatch(CURRENCY.sub("", plain).strip())
    if read is None:
        raise ValueError(f"{text!r} is no amount of whole dong.")
    amount = int(re.sub(r"[., ]", "", read[1])) * (1000 if read[3] else 1)
    if amount > LARGEST:
        raise ValueError(f"{amount} is beyond {LARGEST} dong.")
    return amount


def vnd_in_words(amount: int, language: str) -> str:
    """The amount in words for a receipt, in English for `en`, else in Vietnamese. Raises as those two do."""
    return vnd_in_words_en(amount) if language.startswith("en") else vnd_in_words_vi(amount)


def vnd_in_words_vi(amount: int) -> str:
    """`Một triệu hai trăm năm mươi nghìn đồng`.

    Raises TypeError for anything but a whole number, ValueError beyond LARGEST either way.
    """
    _require_readable(amount)
    words = ["âm"] if amount < 0 else []
    return _sentence([*words, *_number_vi(abs(amount)), "đồng"])


def vnd_in_words_en(amount: int) -> str:
    """`One million two hundred fifty thousand dong`. Raises as `vnd_in_words_vi` does."""
    _require_readable(amount)
    words = ["minus"] if amount < 0 else []
    return _sentence([*words, *_number_en(abs(amount)), "dong"])


def _require_whole(amount: int) -> None:
    if not isinstance(amount, int) or isinstance(amount, bool):
        raise TypeError(f"An amount is a whole number of dong, not {amount!r}.")


def _require_readable(amount: int) -> None:
    _require_whole(amount)
    if abs(amount) > LARGEST:
        raise ValueError(f"Amounts are read up to {LARGEST} dong, not {amount}.")


def _sentence(words: list[str]) -> str:
    text = " ".join(words)
    return text[0].upper() + text[1:]


def _number_vi(number: int) -> list[str]:
    """`tỷ` is the largest word: what lies above is counted in it (nghìn tỷ, triệu tỷ)."""
    if number == 0:
        return [DIGITS_VI[0]]
    billions, rest = divmod(number, BILLION)
    words = [*_number_vi(billions), "tỷ"] if billions else []
    for scale, name in ((10**6, ["triệu"]), (1000, ["nghìn"]), (1, [])):
        group, rest = divmod(rest, scale)
        if group:
            words += _group_vi(group, leading=not words) + name
    return words


def _group_vi(group: int, *, leading: bool) -> list[str]:
    """1 to 999; after a larger group the empty hundred is said too: `không trăm linh năm`."""
    hundreds, rest = divmod(group, 100)
    words = [DIGITS_VI[hundreds], "trăm"] if hundreds or not leading else []
    return words + (_below_hundred_vi(rest, alone=not words) if rest else [])


def _below_hundred_vi(number: int, *, alone: bool) -> list[str]:
    tens, unit = divmod(number, 10)
    if tens == 0:
        return [DIGITS_VI[unit]] if alone else ["linh", DIGITS_VI[unit]]
    words = ["mười"] if tens == 1 else [DIGITS_VI[tens], "mươi"]
    return words + ([_unit_vi(tens, unit)] if unit else [])


def _unit_vi(tens: int, unit: int) -> str:
    """After a ten five is `lăm`; from twenty on one is `mốt` and four is `tư`."""
    if unit == 5:
        return "lăm"
    if tens > 1:
        return {1: "mốt", 4: "tư"}.get(unit, DIGITS_VI[unit])
    return DIGITS_VI[unit]


def _number_en(number: int) -> list[str]:
    words: list[str] = []
    for scale, name in SCALES_EN:
        group, number = divmod(number, scale)
        if group:
            words += [*_group_en(group), name]
    return words + _group_en(number) if number or not words else words


def _group_en(group: int) -> list[str]:
    hundreds, rest = divmod(group, 100)
    words = [BELOW_TWENTY_EN[hundreds], "hundred"] if hundreds else []
    return [*words, _below_hundred_en(rest)] if rest or not words else words


def _below_hundred_en(number: int) -> str:
    if number < 20:
        return BELOW_TWENTY_EN[number]
    tens, unit = divmod(number, 10)
    return TENS_EN[tens] + (f"-{BELOW_TWENTY_EN[unit]}" if unit else "")
