"""A partner's stamps: the rolls with what is left of each, and a form for those that are gone."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders import permissions, stamp_selectors
from orders.forms.stamps import StampsGoneForm
from orders.models import StampDecision, StampRoll
from orders.services import stamp_decisions
from orders.views.acting import shown_or_sent
from orders.wording.stamps import left_words
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.access import allow

DECISIONS_SHOWN = 20


class Row(NamedTuple):
    """One roll: the next stamp to take from it, and what became of the others in words."""

    roll: StampRoll
    following: str
    words: str


@allow(permissions.is_dispatching)
@shown_or_sent
def stamps(request: HttpRequest) -> HttpResponse:
    """The rolls, or declare stamps lost or damaged."""
    if request.method != "POST":
        return _page(request, StampsGoneForm(auto_id="gone_%s"))
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):
        return redirect("orders:stamps")
    form = StampsGoneForm(request.POST, auto_id="gone_%s")
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        number = stamp_decisions.declare(**form.cleaned_data, by=request.actor, key=key)  # type: ignore[attr-defined]
    except stamp_decisions.BadStretch as error:
        form.add_error(error.field, str(error))
        return _page(request, form, status=422)
    except KeyReused as error:
        return _page(request, form, status=409, refusal=str(error))
    except PermissionDenied:
        raise Http404 from None
    said = ngettext(
        "%(count)d stamp is declared. It cannot stand on a receipt any more; Rada sees the reason.",
        "%(count)d stamps are declared. They cannot stand on a receipt any more; Rada sees the reason.",
        number or 0,
    )
    messages.success(request, said % {"count": number})
    return redirect("orders:stamps")


def _page(request: HttpRequest, form: StampsGoneForm, *, status: int = 200, refusal: str = "") -> HttpResponse:
    rolls = stamp_selectors.rolls_of(request.actor)  # type: ignore[attr-defined]
    following = stamp_selectors.next_stamps(rolls)
    rows = [Row(roll, following.get(roll.pk, ""), _words(roll)) for roll in rolls]
    left = sum(roll.free for roll in rolls)  # type: ignore[attr-defined]
    shown = {
        "form": form,
        "now": clock.now(),
        "refusal": refusal,
        "left": left,
        "left_words": left_words(left),
        "is_low": stamp_selectors.is_low(left),
        "in_use": [row for row in rows if row.following],
        "over": [row for row in rows if not row.following],
        "decisions": list(stamp_selectors.decisions_of(rolls)[:DECISIONS_SHOWN]),
        "found": StampDecision.Kind.FOUND,
    }
    return render(request, "orders/stamps.html", shown, status=status)


def _words(roll: StampRoll) -> str:
    """`40 of 60 left, 18 used, 2 lost or damaged`."""
    gone = roll.lost + roll.void  # type: ignore[attr-defined]
    told = {"free": roll.free, "size": roll.size, "used": roll.used, "gone": gone}  # type: ignore[attr-defined]
    if gone:
        return _("%(free)s of %(size)s left, %(used)s used, %(gone)s lost or damaged") % told
    return _("%(free)s of %(size)s left, %(used)s used") % told
