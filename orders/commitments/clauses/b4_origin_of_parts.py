"""B4: a replaced part has a known origin and is the one that was agreed."""

from collections.abc import Iterator
from unicodedata import normalize

from orders.commitments.case import Case, is_blank
from orders.commitments.outcomes import MAJOR, MINOR, Broken
from orders.commitments.registry import REVIEW, rule


@rule("B4.origin_missing", severity=MINOR, on="part_replaced", engaged=True)
def origin_missing(case: Case) -> Iterator[Broken]:
    """The origin of a replaced part is stated."""
    for replaced in case.engaged("part_replaced"):
        if is_blank(replaced.data.get("origin")):
            yield Broken(replaced, {"origin": replaced.data.get("origin")})


@rule("B4.part_differs", severity=MAJOR, on="part_replaced", engaged=True, certainty=REVIEW)
def part_differs(case: Case) -> Iterator[Broken]:
    """Origin, brand and model are those of the approved quote's line, wherever both sides name them."""
    for replaced in case.engaged("part_replaced"):
        quote = case.approved_quote_at(replaced)
        quoted = quote.parts.get(replaced.data["line"]) if quote is not None else None
        if quote is None or quoted is None:
            continue
        differing = {
            field: {"quoted": quoted.get(field), "replaced": replaced.data.get(field)}
            for field in ("origin", "brand", "model")
            if _differ(quoted.get(field), replaced.data.get(field))
        }
        if differing:
            yield Broken(replaced, differing, (quote.quoted_by, quote.approved_by))


def _differ(quoted: str | None, replaced: str | None) -> bool:
    if is_blank(quoted) or is_blank(replaced):
        return False
    return _folded(quoted) != _folded(replaced)  # type: ignore[arg-type]


def _folded(text: str) -> str:
    """The text as people compare it: composed, without case, outer and repeated white space."""
    return " ".join(normalize("NFC", text).casefold().split())
