"""What needs a person's judgement: a complaint that Rada upholds under a clause breaks that clause."""

from collections.abc import Iterator

from orders.commitments.case import Case
from orders.commitments.kinds import CLAUSES
from orders.commitments.outcomes import MAJOR, Broken
from orders.commitments.registry import rule

CODES = [f"{clause}.upheld" for clause in CLAUSES]


@rule(CODES[0], severity=MAJOR, on="complaint_closed", variants=dict.fromkeys(CODES[1:], MAJOR))
def upheld(case: Case) -> Iterator[Broken]:
    """Rada closes a complaint as upheld and names the clause."""
    for closed in case.each("complaint_closed"):
        if closed.data["outcome"] == "upheld":
            yield Broken(
                closed,
                {"complaint": closed.data["complaint"]},
                rule=f"{closed.data['clause']}.upheld",
                severity=closed.data.get("severity"),
            )
