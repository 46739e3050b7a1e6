"""How many stamps a partner has left, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def left_words(number: int) -> str:
    """`12 stamps left`, or that none is."""
    if not number:
        return _("no stamps left")
    return ngettext("%(count)d stamp left", "%(count)d stamps left", number) % {"count": number}
