"""B5: the published checklist of the service is gone through before the work is called complete."""

from collections.abc import Iterator

from orders.commitments.case import Case
from orders.commitments.outcomes import MINOR, Broken
from orders.commitments.registry import rule


@rule("B5.checklist_skipped", severity=MINOR, on="completed", engaged=True)
def checklist_skipped(case: Case) -> Iterator[Broken]:
    """Every item of the service's checklist was done before completion."""
    completed = case.completed
    published = case.terms.checklists.get(case.service)
    if completed is None or not published:
        return
    checks = case.engaged_before(completed, "checklist_done")
    done = {item for check in checks for item in check.data["items"]}
    missing = [item for item in published if item not in done]
    if missing:
        yield Broken(completed, {"missing": missing}, tuple(checks))
