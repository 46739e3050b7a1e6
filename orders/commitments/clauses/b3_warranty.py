"""B3: whoever replaces a part says what the warranty is, and gives no less than was published or quoted."""

from collections.abc import Iterator, Mapping
from typing import Any

from orders.commitments.case import Case, Event, is_blank
from orders.commitments.outcomes import MINOR, Broken
from orders.commitments.registry import rule


@rule("B3.no_warranty_info", severity=MINOR, on="receipt_issued", engaged=True)
def no_warranty_info(case: Case) -> Iterator[Broken]:
    """A receipt after a replacement states the warranty's days and terms."""
    for receipt, replaced in _receipts_after_a_replacement(case):
        warranty = receipt.data["warranty"]
        if not _is_stated(warranty):
            yield Broken(receipt, {"days": None if warranty is None else warranty["days"]}, tuple(replaced))


@rule("B3.warranty_short", severity=MINOR, on="receipt_issued", engaged=True)
def warranty_short(case: Case) -> Iterator[Broken]:
    """The stated warranty is as long as the published one and those quoted for the parts replaced."""
    for receipt, replaced in _receipts_after_a_replacement(case):
        warranty = receipt.data["warranty"]
        if not _is_stated(warranty):
            continue
        promised = max([case.terms.warranty_days, *_quoted_days(case, receipt, replaced)])
        if warranty["days"] < promised:
            yield Broken(receipt, {"days": warranty["days"], "promised_days": promised}, tuple(replaced))


def _receipts_after_a_replacement(case: Case) -> Iterator[tuple[Event, list[Event]]]:
    if case.each("part_replaced"):
        for receipt in case.engaged("receipt_issued"):
            replaced = case.engaged_before(receipt, "part_replaced")
            if replaced:
                yield receipt, replaced


def _quoted_days(case: Case, receipt: Event, replaced: list[Event]) -> Iterator[int]:
    quote = case.approved_quote_at(receipt)
    for event in replaced if quote is not None else ():
        part = quote.parts.get(event.data["line"])  # type: ignore[union-attr]
        if part is not None and part.get("warranty_days") is not None:
            yield part["warranty_days"]


def _is_stated(warranty: Mapping[str, Any] | None) -> bool:
    if warranty is None or warranty["days"] is None:
        return False
    return warranty["days"] >= 0 and not is_blank(warranty["terms"])
