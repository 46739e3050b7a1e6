"""C3: complaints about quality or a promotion are answered together with Rada's customer care."""

from collections.abc import Iterator

from orders.commitments.case import Case
from orders.commitments.clauses.a5_answer_complaints import OPENS_A_CLOCK, complaint_clocks
from orders.commitments.outcomes import MAJOR, Clock
from orders.commitments.registry import rule


@rule("C3.complaint_unanswered", severity=MAJOR, on=OPENS_A_CLOCK)
def complaint_unanswered(case: Case) -> Iterator[Clock]:
    """As A5, for the complaints whose first opening names quality or a promotion."""
    return complaint_clocks(case, of_c3=True)
