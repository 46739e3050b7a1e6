"""B2: parts are replaced, and money is asked, only as the customer approved."""

from collections.abc import Iterator

from orders.commitments.case import Case
from orders.commitments.outcomes import MAJOR, Broken
from orders.commitments.registry import rule


@rule("B2.unapproved_part", severity=MAJOR, on="part_replaced", engaged=True)
def unapproved_part(case: Case) -> Iterator[Broken]:
    """A replaced part is a part line of the quote approved before."""
    for replaced in case.engaged("part_replaced"):
        quote = case.approved_quote_at(replaced)
        if quote is None or replaced.data["line"] not in quote.parts:
            yield Broken(
                replaced,
                {"line": replaced.data["line"], "approved_quote": quote.id if quote is not None else None},
                (quote.quoted_by, quote.approved_by) if quote is not None else (),
            )


@rule("B2.over_quote", severity=MAJOR, on="receipt_issued", engaged=True)
def over_quote(case: Case) -> Iterator[Broken]:
    """A receipt's total stays within the approved quote's."""
    for receipt in case.engaged("receipt_issued"):
        quote = case.approved_quote_at(receipt)
        if quote is not None and receipt.data["total"] > quote.total:
            yield Broken(
                receipt,
                {"charged": receipt.data["total"], "approved": quote.total, "approved_quote": quote.id},
                (quote.quoted_by, quote.approved_by),
            )
