"""What mends a breach, said to whoever can do it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from orders.models import EventKind

CURE_WORDS: dict[str, Any] = {
    "A4.no_receipt": _lazy("Issue the receipt with Rada's stamp."),
    "A4.unstamped": _lazy("Issue the receipt again, with Rada's stamp."),
    "A4.photo_not_requested": _lazy("Ask the customer for the photo of the receipt."),
    "B3.no_warranty_info": _lazy("Issue the receipt again, with the warranty's days and terms."),
    "B4.origin_missing": _lazy("Record the same part of the quote again, with its origin."),
}


def cure_words(rule: str, kinds: Sequence[str]) -> str:
    """What to do; a rule that only a policy's own table makes curable is told by its events."""
    if rule in CURE_WORDS:
        return str(CURE_WORDS[rule])
    return _("What mends it: %(events)s.") % {"events": ", ".join(str(EventKind(kind).label) for kind in kinds)}
