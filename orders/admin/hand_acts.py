"""What can be done with one order by hand: each act's permission, form and service, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from orders import customer_selectors, permissions
from orders.admin.hand_page import FormOf, HandPage
from orders.forms.by_hand import AskAgainForm, CallForm, SpokenAnswerForm, SpokenCancelForm, SpokenComplaintForm
from orders.services import calls, complaints, quotes, second_rounds, visits
from partners.actors import Actor, customer_on_the_phone
from rada.platform.idempotency import Key


class HandAct(NamedTuple):
    """One act; `form` gives None where it is not possible, `send` returns what is said afterwards."""

    word: Any
    permission: Callable[[Actor], bool]
    form: FormOf
    send: Callable[[HandPage, Any, Key], str]
    log: str
    template: str = "admin/orders/order/_hand_form.html"


def _ask_form(page: HandPage, data: Any) -> AskAgainForm | None:
    can_ask = page.is_open and bool(page.found.everybody)
    return AskAgainForm(data, order=page.order, found=page.found) if can_ask or data is not None else None


def _ask(page: HandPage, form: AskAgainForm, key: Key) -> str:
    seen = form.cleaned_data["seen"]
    names = second_rounds.ask_again(page.order, by=page.by, seen=seen, only=form.only, key=key)
    return _now("Asked: %(names)s.") % {"names": names}


def _call_form(page: HandPage, data: Any) -> CallForm:
    return CallForm(data)


def _call(page: HandPage, form: CallForm, key: Key) -> str:
    given = form.cleaned_data
    calls.note(page.order, by=page.by, outcome=given["outcome"], note=given["note"], key=key)
    return _now("The call is noted.")


def _answer_form(page: HandPage, data: Any) -> SpokenAnswerForm | None:
    return SpokenAnswerForm(data, version=page.version) if page.version is not None else None


def _answer(page: HandPage, form: SpokenAnswerForm, key: Key) -> str:
    customer = customer_on_the_phone(page.order.pk, page.by)
    version = customer_selectors.quotes_to_answer(customer).get(event_id=form.version.event_pk)
    told = {"by": customer, "digest": form.cleaned_data["digest"], "spoken": form.spoken, "key": key}
    if form.declined or form.cleaned_data["text"]:
        quotes.reject(version, declined=form.declined, text=form.cleaned_data["text"], **told)
        return _now("The customer's no is recorded, and the partner knows.")
    quotes.approve(version, **told)
    return _now("The customer's yes is recorded, and the partner knows.")


def _complaint_form(page: HandPage, data: Any) -> SpokenComplaintForm | None:
    return SpokenComplaintForm(data, jobs=page.jobs) if page.jobs else None


def _complain(page: HandPage, form: SpokenComplaintForm, key: Key) -> str:
    given = form.cleaned_data
    told = {"category": given["category"], "text": given["text"]}
    number = complaints.open_complaint(form.job, by=page.by, key=key, **told)
    return _now("Complaint %(number)s is open, and the partner has to answer it.") % {"number": number}


def _cancel_form(page: HandPage, data: Any) -> SpokenCancelForm | None:
    return None if page.has_ended else SpokenCancelForm(data)


def _cancel(page: HandPage, form: SpokenCancelForm, key: Key) -> str:
    customer = customer_on_the_phone(page.order.pk, page.by)
    visits.cancel_order(page.order, by=customer, reason=form.cleaned_data["reason"], spoken=form.spoken, key=key)
    return _now("The order is cancelled. Nobody comes any more.")


SPEAKS = permissions.can_speak_for_customers
ACTS: dict[str, HandAct] = {
    "ask": HandAct(_("Ask partners again"), permissions.can_offer_again, _ask_form, _ask, "Partners asked again."),
    "answer": HandAct(
        _("The customer's answer to the quote"), SPEAKS, _answer_form, _answer, "Quote answered for the customer.",
        "admin/orders/order/_hand_answer.html",
    ),
    "call": HandAct(_("Note a call"), permissions.can_note_calls, _call_form, _call, "Call noted."),
    "complain": HandAct(
        _("The customer complains"), SPEAKS, _complaint_form, _complain, "Complaint opened for the customer."
    ),
    "cancel": HandAct(
        _("The customer cancels"), SPEAKS, _cancel_form, _cancel, "Order cancelled for the customer."
    ),
}  # fmt: skip
