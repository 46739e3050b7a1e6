"""What needs a person's judgement: a complaint that Rada upholds under a clause breaks that clause."""

from collections.abc import Iterator

from orders.commitments.case import Case
from orders.commitments.outcomes import MAJOR, Broken
from orders.commitments.reading import CLAUSES
from orders.commitments.registry import rule


@rule("A1.upheld", severity=MAJOR, on="complaint_closed", variants={f"{clause}.upheld": MAJOR for clause in CLAUSES[1:]})
def upheld(case: Case) -> Iterator[Broken]:
    """Rada closes a complaint as upheld and names the clause."""
    for closed in case.each("complaint_closed"):
        if closed.data["outcome"] == "upheld":
            yield Broken(
                closed,
                rule=f"{closed.data['clause']}.upheld",
                severity=closed.data.get("severity"),
                facts={"complaint": closed.data["complaint"]},
            )
