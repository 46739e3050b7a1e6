"""What a closure excuses, in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from orders.services.trials.effects import LONGER, MOVED, RESTORED, RETRACTED, Effect

EXCUSED_WORDS: dict[str, Any] = {
    RETRACTED: _lazy("breach taken back"),
    RESTORED: _lazy("breach that stands again"),
    MOVED: _lazy("breach moved"),
    LONGER: _lazy("clock given more time"),
}


def effect_words(effect: Effect) -> str:
    """`Rút lại 12 vi phạm, dời hạn 30 đồng hồ`."""
    counts = {kind: effect.count(kind) for kind in (RETRACTED, RESTORED, MOVED, LONGER)}
    said = [
        ngettext("%(count)d breach taken back", "%(count)d breaches taken back", counts[RETRACTED]),
        ngettext("%(count)d breach stands again", "%(count)d breaches stand again", counts[RESTORED]),
        ngettext("%(count)d breach moved", "%(count)d breaches moved", counts[MOVED]),
        ngettext("%(count)d clock given more time", "%(count)d clocks given more time", counts[LONGER]),
    ]
    told = [words % {"count": count} for words, count in zip(said, counts.values(), strict=True) if count]
    return ", ".join(told) or _("No breach and no clock changes.")
