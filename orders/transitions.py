"""The one table of what may follow what: kind -> (from, to, by whom). Screens, services, tests and docs read it."""

from __future__ import annotations

from dataclasses import dataclass

from orders.models.orders import ENGAGED, Status
from orders.models.timeline import ActorKind, EventKind

CUSTOMER, PARTNER, RADA, SYSTEM = ActorKind.CUSTOMER, ActorKind.PARTNER, ActorKind.RADA, ActorKind.SYSTEM
ON_THE_JOB = tuple(ENGAGED)
AFTER_ACCEPTANCE = (*ENGAGED, Status.COMPLETED)
WHILE_TALKING = (Status.OFFERED, *ENGAGED, Status.COMPLETED, Status.CANCELLED)
ONCE_OFFERED = tuple(status for status in Status if status != Status.NEW)


@dataclass(frozen=True)
class Transition:
    """`kind` may happen in `sources`, by `actors`, and leads to `target` (None: the status stays)."""

    kind: EventKind
    sources: tuple[Status, ...]
    target: Status | None
    actors: tuple[ActorKind, ...]


TABLE: tuple[Transition, ...] = (
    Transition(EventKind.OFFERED, (Status.NEW,), Status.OFFERED, (RADA, SYSTEM)),
    Transition(EventKind.ACCEPTED, (Status.OFFERED,), Status.ACCEPTED, (PARTNER,)),
    Transition(EventKind.DECLINED, (Status.OFFERED,), Status.DECLINED, (PARTNER,)),
    Transition(EventKind.WITHDRAWN, (Status.OFFERED,), Status.WITHDRAWN, (RADA, SYSTEM, CUSTOMER)),
    Transition(EventKind.SCHEDULED, ON_THE_JOB, Status.SCHEDULED, (PARTNER, CUSTOMER, RADA)),
    Transition(EventKind.MESSAGE, WHILE_TALKING, None, (CUSTOMER, PARTNER, RADA)),
    Transition(EventKind.REPLY_NOT_NEEDED, WHILE_TALKING, None, (CUSTOMER, RADA)),
    Transition(EventKind.DISAGREEMENT_REPORTED, (*ON_THE_JOB, Status.CANCELLED), None, (PARTNER,)),
    Transition(EventKind.CANCELLED, ON_THE_JOB, Status.CANCELLED, (CUSTOMER, PARTNER, RADA)),
    Transition(EventKind.CANCELLED, (Status.OFFERED,), Status.CANCELLED, (CUSTOMER, RADA)),
    Transition(EventKind.QUOTED, ON_THE_JOB, None, (PARTNER,)),
    Transition(EventKind.QUOTE_APPROVED, ON_THE_JOB, None, (CUSTOMER,)),
    Transition(EventKind.QUOTE_REJECTED, ON_THE_JOB, None, (CUSTOMER,)),
    Transition(EventKind.ARRIVED, (Status.ACCEPTED, Status.SCHEDULED), Status.ARRIVED, (PARTNER,)),
    Transition(EventKind.PART_REPLACED, ON_THE_JOB, None, (PARTNER,)),
    Transition(EventKind.CHECKLIST_DONE, ON_THE_JOB, None, (PARTNER,)),
    Transition(EventKind.COMPLETED, ON_THE_JOB, Status.COMPLETED, (PARTNER,)),
    Transition(EventKind.RECEIPT_ISSUED, AFTER_ACCEPTANCE, None, (PARTNER,)),
    Transition(EventKind.PHOTO_REQUESTED, AFTER_ACCEPTANCE, None, (PARTNER,)),
    Transition(EventKind.PHOTO_UPLOADED, AFTER_ACCEPTANCE, None, (CUSTOMER,)),
    Transition(EventKind.COMPLAINT_OPENED, ONCE_OFFERED, None, (CUSTOMER, RADA)),
    Transition(EventKind.COMPLAINT_INFO_REQUESTED, ONCE_OFFERED, None, (RADA,)),
    Transition(EventKind.COMPLAINT_REOPENED, ONCE_OFFERED, None, (RADA, CUSTOMER)),
    Transition(EventKind.COMPLAINT_REPLY, ONCE_OFFERED, None, (PARTNER,)),
    Transition(EventKind.COMPLAINT_CLOSED, ONCE_OFFERED, None, (RADA,)),
)

_BY_KIND: dict[str, tuple[Transition, ...]] = {
    kind: tuple(row for row in TABLE if row.kind == kind) for kind in EventKind.values
}


def step(kind: str, status: str, actor: str) -> Transition | None:
    """The row that lets `actor` do `kind` while the assignment stands at `status`, or None."""
    for row in _BY_KIND[kind]:
        if status in row.sources and actor in row.actors:
            return row
    return None


def possible(status: str, actor: str) -> list[str]:
    """The kinds that `actor` may do now, in the table's order."""
    return [row.kind.value for row in TABLE if status in row.sources and actor in row.actors]
