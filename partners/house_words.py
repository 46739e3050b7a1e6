"""Words of the house and the trade, which whoever guesses the passwords of Rada's people tries first."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from rada.lib.text import unaccented

WORDS = (
    "rada", "matkhau", "password", "dienlanh", "maylanh", "dieuhoa", "maygiat", "suachua", "baohanh", "vesinh",
    "thodien", "lapdat", "hanoi", "saigon", "hochiminh", "danang", "vietnam", "admin",
)  # fmt: skip
LEAST_BESIDE = 5  # letters or digits that nobody can derive from the house
YEARS_AND_ROWS = re.compile(r"(19|20)\d\d|0?12345?6?7?8?9?0?|(\d)\2+")


class BesideHouseWords:
    """A password is more than the house's words with a year or a row of digits behind."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError where too little is left."""
        plain = re.sub(r"[^a-z0-9]", "", unaccented(password.casefold()))
        left = re.sub("|".join(sorted(WORDS, key=len, reverse=True)), "", plain)
        if left != plain and len(YEARS_AND_ROWS.sub("", left)) < LEAST_BESIDE:
            raise ValidationError(self.get_help_text(), code="house_words")

    def get_help_text(self) -> str:
        """What to do."""
        return _("Use more than words of Rada and of your trade: they are guessed first.")
