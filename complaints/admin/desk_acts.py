"""The acts of one complaint: which form each fills, which service does it, and whether the transition table lets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from complaints import desk_clocks, desk_selectors, page_selectors, permissions
from complaints.forms import closing
from complaints.forms import desk as forms
from complaints.forms.remedies import PromiseForm
from complaints.models import Complaint
from complaints.services import alerts, desk, handing, joining, remedies, replies, steps
from complaints.services.remedies import Promise
from complaints.transitions import Act, possible
from complaints.wording.desk_acts import ACT_WORDS, ActWords, follows, upheld_as
from orders.commitments.kinds import CLAUSES
from orders.models.breaches import Severity
from orders.services import attachments
from orders.services.complaints import reopened_until
from partners.actors import Actor
from rada.platform.idempotency import Key
from rada.web import clock
from rada.web.wording import instant

Given = Mapping[str, Any]
Needs = Callable[[Complaint, Actor], dict[str, Any]]


@dataclass(frozen=True)
class DeskAct:
    """One act. `table` are its rows in the transition table, any of which allows it; None where it has none.

    `do` returns the primary key of the complaint that goes on, where that is another.
    """

    name: str
    form: type[forms.DeskForm]
    do: Callable[[Complaint, Given, Actor, Key], int | None]
    table: tuple[Act, ...] | None = None
    needs: Needs = lambda complaint, by: {}

    @property
    def words(self) -> ActWords:
        """What it is called."""
        return ACT_WORDS[self.name]


def possible_now(complaint: Complaint, by: Actor) -> list[DeskAct]:
    """What this person may do about it now, in the order of the page."""
    if not permissions.can_handle_complaint(by):
        return []
    allowed = set(possible(complaint.state, by.kind))
    return [act for act in ACTS.values() if _is_possible(act, allowed, complaint, by)]


def form_of(act: DeskAct, complaint: Complaint, by: Actor, data: Any = None) -> forms.DeskForm:
    """The act's form, filled with what was sent or empty."""
    return act.form(data, initial={"seen": complaint.version}, auto_id=f"{act.name}_%s", **act.needs(complaint, by))


def filled(form: Any, complaint: Complaint, by: Actor) -> Any:
    """The form with the chosen canned reply in its text, to be read and changed before it is sent."""
    form.is_valid()
    reply = form.cleaned_data.get("canned")
    data = form.data.copy()
    if reply is not None:
        data["text"] = replies.filled(reply, complaint, by=by)
    return _unasked(form, data)


def seen_anew(form: Any, complaint: Complaint) -> Any:
    """The form as it was filled, for a page that shows what the colleague did."""
    data = form.data.copy()
    data["seen"] = complaint.version
    return _unasked(form, data)


def foresight(act: DeskAct, complaint: Complaint, by: Actor) -> str:
    """What follows from the act, said before the click."""
    if act.name == "ask_partner":
        now = clock.now()
        due = instant(desk_clocks.answer_due_if_asked(complaint, now), now)
        return follows(act.name, due=due, clause=desk_clocks.answer_clause(complaint))
    until = instant(reopened_until(complaint.closed_at)) if complaint.closed_at else ""
    return follows(act.name, until=until)


def upheld_words(complaint: Complaint, clause: str, severity: str) -> str:
    """What the partner gets where the complaint is upheld so; "" for what is no clause or severity."""
    if clause not in CLAUSES or severity not in Severity.values:
        return ""
    points = complaint.assignment.policy.points_for(severity)
    return upheld_as(clause, points, str(Severity(severity).label))


def _unasked(form: Any, data: Any) -> Any:
    """The same form with this content, before anything was found wrong with it."""
    form.data = data
    form._errors = {}
    return form


def _is_possible(act: DeskAct, allowed: set[Act], complaint: Complaint, by: Actor) -> bool:
    if act.table is not None and not allowed & set(act.table):
        return False
    return {
        "take": complaint.is_open and complaint.handler_id != getattr(by.user, "pk", None),
        "assign": complaint.is_open,
        "split": complaint.is_open,
        "close": permissions.can_close_complaint(by),
        "merge": complaint.is_open and desk_selectors.could_be_merged_with(complaint).exists(),
        "reopen": complaint.closed_at is not None and clock.now() <= reopened_until(complaint.closed_at),
    }.get(act.name, True)


def _require_unchanged(complaint: Complaint, given: Given) -> None:
    if given["seen"] != complaint.version:
        raise steps.ActedMeanwhile(steps.who_acted_last(complaint))


def _take(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    _require_unchanged(complaint, given)
    handing.take([complaint], by=by, key=key)


def _assign(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    _require_unchanged(complaint, given)
    handing.assign([complaint], handler=given["handler"], by=by, key=key)


def _write(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    send = desk.ask_customer if given["waits"] else desk.answer_customer
    send(complaint, by=by, text=given["text"], seen=given["seen"], key=key)


def _ask_partner(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    desk.ask_partner(complaint, by=by, text=given["text"], seen=given["seen"], key=key)


def _note(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    desk.note(complaint, by=by, text=given["text"], key=key)


def _close(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    desk.close(
        complaint, by=by, outcome=given["outcome"], told=given["told"], clause=given["clause"] or None,
        severity=given["severity"] or None, remedies=[Promise(**each) for each in given["promised"]],
        seen=given["seen"], key=key,
    )  # fmt: skip


def _promise(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    promised = [Promise(**each) for each in given["promised"]]
    remedies.promise(complaint, promised, by=by, seen=given["seen"], key=key)


def _merge(complaint: Complaint, given: Given, by: Actor, key: Key) -> int | None:
    return joining.merge(complaint, given["other"], by=by, seen=given["seen"], key=key)


def _split(complaint: Complaint, given: Given, by: Actor, key: Key) -> int | None:
    photos = page_selectors.opening_photos(complaint, given.get("photos", []))
    return joining.split(
        complaint, by=by, category=given["category"], text=given["text"], photos=photos, seen=given["seen"], key=key
    )


def _reopen(complaint: Complaint, given: Given, by: Actor, key: Key) -> None:
    desk.reopen(complaint, by=by, text=given["text"], seen=given["seen"], key=key)


def _with_replies(complaint: Complaint, by: Actor) -> dict[str, Any]:
    return {"replies": page_selectors.replies_for(complaint)}


def _with_photos(complaint: Complaint, by: Actor) -> dict[str, Any]:
    photos = attachments.photos_of([complaint.opening]).get(complaint.opening_id, [])
    return {"photos": photos}


ACTS: dict[str, DeskAct] = {
    act.name: act
    for act in (
        DeskAct("take", forms.DeskForm, _take),
        DeskAct("write", forms.WriteCustomerForm, _write, (Act.CUSTOMER_ASKED, Act.CUSTOMER_ANSWERED), _with_replies),
        DeskAct("ask_partner", forms.AskPartnerForm, _ask_partner, (Act.PARTNER_ASKED,), _with_replies),
        DeskAct("note", forms.NoteForm, _note),
        DeskAct(
            "close", closing.CloseForm, _close, (Act.UPHELD, Act.REJECTED, Act.SETTLED),
            lambda complaint, by: {"policy": complaint.assignment.policy},
        ),
        DeskAct("promise", PromiseForm, _promise),
        DeskAct("assign", forms.AssignForm, _assign, None, lambda complaint, by: {"handlers": alerts.triage()}),
        DeskAct(
            "merge", forms.MergeForm, _merge, (Act.MERGED,),
            lambda complaint, by: {"others": desk_selectors.could_be_merged_with(complaint)},
        ),
        DeskAct("split", forms.SplitForm, _split, None, _with_photos),
        DeskAct("reopen", forms.ReopenForm, _reopen, (Act.REOPENED,)),
    )
}  # fmt: skip
