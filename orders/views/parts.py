"""The parts ledger: what was put in, beside what the customer approved, and the form for the next part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from orders import acts, permissions, selectors
from orders.commitments.reading import CaseError
from orders.forms.parts import OUTSIDE, PartForm
from orders.forms.photos import owner_of
from orders.models import EventKind
from orders.services import parts as service
from orders.services import timeline
from orders.services.forecast import Cost
from orders.views.acting import shown_or_sent
from orders.views.order_page import OrderPage
from orders.views.sections import work
from orders.wording.costs import cost_sentence
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow

PART = acts.REPLACE_PART


@allow(permissions.is_member)
@shown_or_sent
def parts(request: HttpRequest, pk: int) -> HttpResponse:
    """The ledger, and the form of one part: `?line=` names its line in the approved quote, or `outside` it."""
    page = _page(request, pk)
    if request.method != "POST":
        line = _chosen(page) if page.choices[PART.name].possible else ""
        return _answer(page, _form(page, line) if line else None)
    key = request.idempotency_key  # type: ignore[attr-defined]
    if not is_answered(key):
        form = _form(page, str(request.POST.get("line", "")) or OUTSIDE, request.POST, request.FILES)
        refused = _refusal(page, form)
        if refused is not None:
            return refused
        try:
            service.replace_part(page.assignment, by=request.actor, key=key, **_told(form))  # type: ignore[attr-defined]
        except (timeline.Refused, KeyReused) as error:
            return _answer(_page(request, pk), form, str(error), 409)
        except PermissionDenied:
            raise Http404 from None
    messages.success(request, _("The part is recorded in the ledger."))
    return redirect("orders:replace_part", pk=pk)


def _page(request: HttpRequest, pk: int) -> OrderPage:
    found = selectors.assignments_visible_to(request.actor)  # type: ignore[attr-defined]
    return OrderPage(request, get_object_or_404(found, pk=pk))


def _waiting(page: OrderPage) -> list[str]:
    return [each.quoted.line for each in work.ledger(page) if each.part is None and each.quoted is not None]


def _chosen(page: OrderPage) -> str:
    """The line that was asked for; unasked, the only one that is left."""
    waiting, asked = _waiting(page), page.request.GET.get("line", "")
    if asked in waiting or asked == OUTSIDE:
        return asked
    return waiting[0] if len(waiting) == 1 else ""


def _form(page: OrderPage, line: str, data: Any = None, files: Any = None) -> PartForm:
    """The form of one line, filled in as the customer approved it."""
    is_outside = line == OUTSIDE
    quoted = None if is_outside or page.approved is None else page.approved.parts.get(line)
    initial: dict[str, Any] = {"seen": _recorded(page), "line": "" if is_outside else line}
    if quoted is not None:
        initial |= {"origin": quoted.origin, "brand": quoted.brand, "model": quoted.model}
    owner = owner_of(page.request.actor)  # type: ignore[attr-defined]
    form = PartForm(data, files, initial=initial, owner=owner, is_outside=is_outside, auto_id="part_%s")
    form.initial["cost_shown"] = " ".join(cost.mark for cost in _costs(page, form))
    return form


def _recorded(page: OrderPage) -> int:
    return sum(event.kind == EventKind.PART_REPLACED for event in page.events)


def _costs(page: OrderPage, form: PartForm | None) -> list[Cost]:
    """What recording the part as it stands in the form would be recorded as besides."""
    if form is None or not page.choices[PART.name].possible:
        return []
    try:
        return page.forecast.costs(PART.kind, **form.facts())
    except CaseError:  # reported facts that the judge cannot read wait for Rada's people
        return []


def _refusal(page: OrderPage, form: PartForm) -> HttpResponse | None:
    """The page again, where something is wrong or costs what the page had not said."""
    if not form.is_valid():
        return _answer(page, form, status=422)
    line = form.cleaned_data["line"]
    if line and (page.approved is None or line not in page.approved.parts):
        said = _("This part is not in the approved quote any more. Choose it again from the list below.")
        return _answer(page, form, said, 409)
    dearer = [cost for cost in _costs(page, form) if cost.mark not in form.costs_shown]
    if not dearer:
        return None
    said = _("Nothing has been sent yet. %(cost)s Send it again if you want to go on.")
    return _answer(page, form, said % {"cost": cost_sentence(dearer, page.numbers)}, 409)


def _told(form: PartForm) -> dict[str, Any]:
    given = form.cleaned_data
    names = ("origin", "brand", "model", "serial", "old_photos", "new_photos")
    told = {name: given[name] for name in names}
    return {**told, "line": given["line"] or None, "name": given.get("name", ""), "after": given["seen"]}


def _answer(page: OrderPage, form: PartForm | None, refusal: str = "", status: int = 200) -> HttpResponse:
    """The page as it stands now; a form that is shown again notes what this page says and has seen."""
    costs = _costs(page, form)
    if form is not None and form.is_bound:
        form.note(cost_shown=" ".join(cost.mark for cost in costs), seen=_recorded(page))
    choice = page.choices[PART.name]
    shown = {
        "assignment": page.assignment,
        "order": page.assignment.order,
        "now": page.now,
        "entries": work.ledger(page),
        "form": form,
        "quoted": _quoted(page, form),
        "cost": cost_sentence(costs, page.numbers),
        "refusal": refusal,
        "choice": choice,
        "is_outside": form is not None and "name" in form.fields,
        "outside": OUTSIDE,
        "can_quote": page.choices[acts.QUOTE.name].possible,
        "has_quote": page.approved is not None,
    }
    return render(page.request, "orders/parts.html", shown, status=status)


def _quoted(page: OrderPage, form: PartForm | None) -> Any:
    if form is None or page.approved is None:
        return None
    line = form.data.get("line", "") if form.is_bound else form.initial["line"]
    return page.approved.parts.get(line)
