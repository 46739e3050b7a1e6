"""The sheets of a roll as files, and what the page of a roll tells."""

from __future__ import annotations

import re
from tempfile import TemporaryFile
from typing import NamedTuple

from django.db.models import Count
from django.http import FileResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders import stamp_sheets
from orders.models import Stamp, StampRoll
from orders.stamp_sheets import LABELS, PAGES_A_PART, Label
from rada.platform.files import HEADERS


class Part(NamedTuple):
    """One file of sheets: its number, and its pages in words."""

    number: int
    words: str


def parts(roll: StampRoll) -> list[Part]:
    """The files in which a roll is printed."""
    pages = stamp_sheets.pages_of(roll.size)
    found = []
    for number in range(1, stamp_sheets.parts_of(roll.size) + 1):
        first, last = (number - 1) * PAGES_A_PART + 1, min(number * PAGES_A_PART, pages)
        words = _("page %(first)s") if first == last else _("pages %(first)s to %(last)s")
        found.append(Part(number, words % {"first": first, "last": last}))
    return found


def sheets(roll: StampRoll, part: int) -> FileResponse:
    """One part of a roll as a PDF to save; of stamps that were used, lost or void only the serial stands there."""
    first, most = (part - 1) * PAGES_A_PART * LABELS, PAGES_A_PART * LABELS
    shown = roll.stamps.order_by("serial")[first : first + most]
    labels = [Label(each.serial, "" if each.state == Stamp.State.FREE else each.get_state_display()) for each in shown]
    told = {"prefix": roll.prefix, "partner": roll.partner.name, "size": roll.size}
    title = ngettext(
        "Roll %(prefix)s · %(partner)s · %(size)d stamp", "Roll %(prefix)s · %(partner)s · %(size)d stamps", roll.size
    )
    from orders import stamp_pdf  # it loads Pillow: only where something is drawn

    file = TemporaryFile()  # noqa: SIM115 the answer closes it when it was sent
    stamp_pdf.write(file, labels, title=title % told, part=part, size=roll.size)
    file.seek(0)
    name = f"rada-tem-{re.sub(r'[^A-Z0-9]', '', roll.prefix)}-{part}.pdf"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/pdf", headers=HEADERS)


def counts_of(roll: StampRoll) -> list[tuple[str, int]]:
    """How many stamps of a roll stand in each state, by its word."""
    counted = dict(roll.stamps.order_by().values_list("state").annotate(Count("pk")))
    return [(str(state.label), counted.get(state.value, 0)) for state in Stamp.State]
