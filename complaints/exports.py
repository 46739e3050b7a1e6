"""A score card as rows of a table, in the words of the active language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from complaints.wording.quality import MEASURE_WORDS
from partners.charter_words import clause_title

Row = list[Any]
COUNTS = ("counted", "kept", "broken", "pending", "excluded", "percent", "points")


def score_card_rows(name: str, content: dict[str, Any]) -> Iterator[Row]:
    """A heading, a row for each clause, then the sums and both rates; `content` is `score_card_content`'s."""
    yield [
        _("Partner"), _("Commitment"), _("Commitment in words"), _("Counted"), _("Kept"), _("Broken"),
        _("Being checked"), _("Not counted"), _("Percent without a breach"), _("Points"),
    ]  # fmt: skip
    for row in content["clauses"]:
        yield [name, row["clause"], clause_title(row["clause"]), *(row[key] for key in COUNTS)]
    answers, cancels = content["answers"], content["cancels"]
    yield [
        name, "A1", _("Answer rate"), answers["counted"], answers["counted"] - answers["broken"], answers["broken"],
        None, None, answers["percent"], None,
    ]  # fmt: skip
    yield [
        name, "A2", _("Cancel rate"), cancels["accepted"], cancels["accepted"] - cancels["cancelled"],
        cancels["cancelled"], None, None, cancels["percent"], None,
    ]  # fmt: skip
    step = MEASURE_WORDS[content["step"]] if content["step"] else ""
    yield [name, "", _("All"), content["orders"], None, None, None, None, str(step), content["points"]]
