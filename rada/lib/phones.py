"""Vietnamese phone numbers: typed in any way, kept as E.164, shown as people write them."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.utils.translation import gettext as _

from rada.lib.text import mask_phone

COUNTRY = 84
# Loose on purpose: published lists of prefixes lag behind the operators and refuse live 086 to 089 numbers.
MOBILE = re.compile(r"[35789]\d{8}")
LANDLINE = re.compile(r"2\d{9}")
SERVICE = re.compile(r"1[89]00\d{4,6}")
TYPED = re.compile(r"\+?[\d .()/\-]+")

# Eleven-digit mobile numbers of before 2018 still sit in contact lists; each prefix became a two-digit one.
OLD_MOBILE = re.compile(r"(1[2689]\d)(\d{7})")
NEW_PREFIX = {
    **dict(zip(("120", "121", "122", "126", "128"), ("70", "79", "77", "76", "78"), strict=True)),
    **dict(zip(("123", "124", "125", "127", "129"), ("83", "84", "85", "81", "82"), strict=True)),
    **{f"16{digit}": f"3{digit}" for digit in range(2, 10)},
    **dict(zip(("186", "188", "199"), ("56", "58", "59"), strict=True)),
}


def parse_phone(text: str) -> str:
    """The number as E.164 (`+84912345678`), from any usual Vietnamese spelling; old 11-digit numbers are renewed.

    Raises ValueError with a sentence that tells what to type instead.
    """
    national = _renewed(_national_digits(text))
    if not any(shape.fullmatch(national) for shape in (MOBILE, LANDLINE, SERVICE)):
        raise ValueError(_not_a_number())
    return f"+{COUNTRY}{national}"


def display_phone(number: str) -> str:
    """How people write it: `0912 345 678` for `+84912345678`. What is no E.164 number is shown as it is."""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return number
    style = phonenumbers.PhoneNumberFormat
    home = parsed.country_code == COUNTRY
    return phonenumbers.format_number(parsed, style.NATIONAL if home else style.INTERNATIONAL)


def masked_phone(number: str) -> str:
    """The displayed number with only its last three digits readable: `•••• ••• 678`."""
    return mask_phone(display_phone(number))


def is_mobile(number: str) -> bool:
    """Whether text messages reach this E.164 number: a Vietnamese mobile one."""
    return number.startswith(f"+{COUNTRY}") and MOBILE.fullmatch(number.removeprefix(f"+{COUNTRY}")) is not None


def _not_a_number() -> str:
    return _("This is not a Vietnamese phone number. Please type all its digits, such as 0912 345 678.")


def _national_digits(text: str) -> str:
    """The digits after the country code or the leading zero."""
    typed = _plain_signs(text)
    if not typed:
        raise ValueError(_("Please type a phone number, such as 0912 345 678."))
    if not TYPED.fullmatch(typed):
        raise ValueError(_("Please type one phone number, in digits only, such as 0912 345 678."))
    try:
        parsed = phonenumbers.parse(typed.replace("(0)", "") if typed.startswith("+") else typed, "VN")
    except phonenumbers.NumberParseException as error:
        raise ValueError(_not_a_number()) from error
    if parsed.country_code != COUNTRY:
        raise ValueError(_("Please type a Vietnamese phone number, such as 0912 345 678 or +84 912 345 678."))
    return str(parsed.national_number)


def _plain_signs(text: str) -> str:
    """Full-width digits, odd spaces and dashes, as pasted from other apps, in their plain form."""
    plain = unicodedata.normalize("NFKC", text)
    visible = "".join(sign for sign in plain if unicodedata.category(sign) != "Cf")
    dashed = "".join("-" if unicodedata.category(sign) == "Pd" else sign for sign in visible)
    return " ".join(dashed.split())


def _renewed(national: str) -> str:
    old = OLD_MOBILE.fullmatch(national)
    if old and old[1] in NEW_PREFIX:
        return NEW_PREFIX[old[1]] + old[2]
    return national
