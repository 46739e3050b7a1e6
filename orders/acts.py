"""The partner's acts as screens offer them: which are possible now, and in one line why the others are not."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from orders import permissions, transitions
from orders.models import Assignment, EventKind, Status
from partners.actors import Actor


class Act(NamedTuple):
    """One act: its name in addresses and forms, what it records, who may, and the word on its button."""

    name: str
    kind: EventKind
    permission: permissions.Permission
    word: Any
    icon: str


class Choice(NamedTuple):
    """An act on one assignment: possible now, or why not."""

    act: Act
    possible: bool
    why_not: Any = ""


ACCEPT = Act("accept", EventKind.ACCEPTED, permissions.can_answer_offer, _("Take the order"), "kept")
DECLINE = Act("decline", EventKind.DECLINED, permissions.can_answer_offer, _("Decline"), "close")
SCHEDULE = Act(
    "schedule", EventKind.SCHEDULED, permissions.can_work_on_assignment, _("Make an appointment"), "calendar"
)
ARRIVE = Act("arrive", EventKind.ARRIVED, permissions.can_work_on_assignment, _("I have arrived"), "place")
COMPLETE = Act("complete", EventKind.COMPLETED, permissions.can_work_on_assignment, _("The work is done"), "kept")
ASK_FOR_PHOTO = Act(
    "ask_for_photo", EventKind.PHOTO_REQUESTED, permissions.can_work_on_assignment,
    _("Ask for the receipt's photo"), "camera",
)  # fmt: skip
QUOTE = Act("quote", EventKind.QUOTED, permissions.can_work_on_assignment, _("Quote a price"), "money")
REPLACE_PART = Act(
    "replace_part", EventKind.PART_REPLACED, permissions.can_work_on_assignment, _("Record a replaced part"), "tool"
)
DO_CHECKLIST = Act(
    "do_checklist", EventKind.CHECKLIST_DONE, permissions.can_work_on_assignment, _("Tick the checklist"), "list"
)
ISSUE_RECEIPT = Act(
    "issue_receipt", EventKind.RECEIPT_ISSUED, permissions.can_work_on_assignment, _("Issue the receipt"), "receipt"
)
REPLY = Act("reply", EventKind.MESSAGE, permissions.can_work_on_assignment, _("Send"), "send")
REPORT_DISAGREEMENT = Act(
    "report_disagreement", EventKind.DISAGREEMENT_REPORTED, permissions.can_work_on_assignment,
    _("Report a disagreement"), "handshake",
)  # fmt: skip
ANSWER_COMPLAINT = Act(
    "answer_complaint", EventKind.COMPLAINT_REPLY, permissions.can_work_on_assignment,
    _("Answer the complaint"), "message",
)  # fmt: skip
CANCEL = Act("cancel", EventKind.CANCELLED, permissions.can_end_assignment, _("Cancel the order"), "close")

ACTS = (
    ACCEPT, DECLINE, REPLY, SCHEDULE, ARRIVE, QUOTE, REPLACE_PART, DO_CHECKLIST, COMPLETE, ISSUE_RECEIPT,
    ASK_FOR_PHOTO, REPORT_DISAGREEMENT, ANSWER_COMPLAINT, CANCEL,
)  # fmt: skip
NEVER_STARTED = (Status.DECLINED, Status.WITHDRAWN)
# Nobody wonders why these are gone once the moment for them has passed.
SPEAK_FOR_THEMSELVES = (ACCEPT, DECLINE, ANSWER_COMPLAINT, REPLY)


def choices(assignment: Assignment, actor: Actor) -> dict[str, Choice]:
    """Every act by its name, in the order in which a page shows them."""
    return {act.name: choice(act, assignment, actor) for act in ACTS}


def choice(act: Act, assignment: Assignment, actor: Actor) -> Choice:
    """Whether the act is possible for this actor now; the transition table and the permissions alone decide."""
    if transitions.step(act.kind, assignment.status, actor.kind) is None:
        return Choice(act, possible=False, why_not=_why_not(act, assignment))
    if not act.permission(actor, assignment):
        return Choice(act, possible=False, why_not=_("Only the owner or a dispatcher can do this."))
    return Choice(act, possible=True)


def worth_explaining(chosen: dict[str, Choice]) -> list[Choice]:
    """The acts that are not possible and whose absence somebody could wonder about."""
    return [each for each in chosen.values() if not each.possible and each.act not in SPEAK_FOR_THEMSELVES]


def _why_not(act: Act, assignment: Assignment) -> Any:
    if assignment.status == Status.OFFERED:
        return _("Possible once you have taken the order.")
    if assignment.status in NEVER_STARTED:
        return _("You did not take this order.")
    if assignment.status == Status.CANCELLED:
        return _("The order was cancelled.")
    if assignment.status == Status.COMPLETED:
        return _("The work is completed.")
    if act is ARRIVE:
        return _("You have already arrived.")
    return _("Not possible at this point of the order.")
