"""A customer's order: who comes and when, the quote that waits for an answer, and what was agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import quote_versions, selectors, transitions
from orders.forms.quote_answers import AnswerForm, ApprovalForm
from orders.models import Assignment, EventKind, Quote
from orders.quote_versions import Version
from orders.services import quotes, timeline
from orders.views import chronicle
from orders.views.acting import shown_or_sent
from orders.views.customer.door import for_customer
from orders.wording.quotes import SAME, changes, left_out
from partners import selectors as partner_selectors
from rada.lib.money import format_vnd, vnd_in_words
from rada.platform.idempotency import KeyReused
from rada.web import clock


@for_customer
@require_safe
def order(request: HttpRequest) -> HttpResponse:
    """The customer's page of the order."""
    return CustomerPage(request).answer()


@for_customer(confirmed=True)
@shown_or_sent
def answer_quote(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the version of this event, or refuse lines of it. Opening the address shows the order."""
    actor = request.actor  # type: ignore[attr-defined]
    asked = get_object_or_404(selectors.quotes_to_answer(actor), event_id=pk)
    page = CustomerPage(request)
    if request.method != "POST":
        return redirect("orders:customer_order", code=page.order.code)
    try:
        return _answered(page, asked)
    except (timeline.Refused, KeyReused) as error:
        return CustomerPage(request).answer(refusal=str(error), status=409)
    except PermissionDenied:
        raise Http404 from None


def _answered(page: CustomerPage, asked: Quote) -> HttpResponse:
    """Do what was answered; a form that is not whole comes back as it was typed."""
    request = page.request
    by: dict[str, Any] = {"by": request.actor, "key": request.idempotency_key}  # type: ignore[attr-defined]
    version = next((each for each in page.versions if each.event_pk == asked.event_id), None)
    if version is None:
        raise Http404
    if request.POST.get("answer") == "all":
        quotes.approve(asked, digest=request.POST.get("digest", ""), **by)
        return page.done(_thanks_for(version))
    form = AnswerForm(request.POST, version=version)
    if not form.is_valid():
        if not version.is_waiting:
            raise quotes.OutdatedQuote
        return page.answer(form=form, status=422)
    declined, digest = form.declined, form.cleaned_data["digest"]
    if not declined:
        quotes.approve(asked, digest=digest, **by)
        return page.done(_thanks_for(version))
    quotes.reject(asked, digest=digest, declined=declined, text=form.cleaned_data["text"], **by)
    return page.done(_("Thank you. The partner was told, and sends you a new quote without what you refused."))


def _thanks_for(version: Version) -> str:
    return _("You approved the quote of %(total)s. The receipt may not come to more.") % {
        "total": format_vnd(version.total)
    }


@dataclass
class CustomerPage:
    """Everything the page shows, read once."""

    request: HttpRequest
    now: datetime = field(default_factory=clock.now)

    def __post_init__(self) -> None:
        self.order = self.request.order  # type: ignore[attr-defined]
        self.assignment: Assignment | None = selectors.engagement_of_customer(self.request.actor)  # type: ignore[attr-defined]
        self.versions: list[Version] = []
        if self.assignment is not None:
            self.versions = quote_versions.versions(
                selectors.timeline_of(self.assignment),
                now=self.now,
                content=self.assignment.terms.content,
                names=partner_selectors.service_names(),
            )

    @property
    def waiting(self) -> Version | None:
        """The version to answer, while it can be answered."""
        job = self.assignment
        if job is None or transitions.step(EventKind.QUOTE_APPROVED, job.status, "customer") is None:
            return None
        return next((each for each in self.versions if each.is_waiting), None)

    def done(self, said: str) -> HttpResponse:
        """Back to the order, with a word of thanks."""
        messages.success(self.request, said)
        return redirect("orders:customer_order", code=self.order.code)

    def answer(self, *, form: AnswerForm | None = None, refusal: str = "", status: int = 200) -> HttpResponse:
        """The page; what was answered and refused stands in it."""
        return render(self.request, "customer/order.html", {**self.content(form), "refusal": refusal}, status=status)

    def content(self, form: AnswerForm | None) -> dict[str, Any]:
        """What the template shows."""
        waiting, latest = self.waiting, self.versions[-1] if self.versions else None
        return {
            "order": self.order,
            "assignment": self.assignment,
            "state": chronicle.state_of(self.assignment) if self.assignment is not None else None,
            "waiting": self._shown(waiting, form) if waiting is not None else None,
            "approved": quote_versions.approved(self.versions),
            "rejected": latest if latest is not None and latest.is_rejected else None,
            "now": self.now,
        }

    def _shown(self, version: Version, form: AnswerForm | None) -> dict[str, Any]:
        """The version with each line's answer, and how it differs from the one before."""
        before = next((each for each in reversed(self.versions) if _is_before(each, version)), None)
        kept = {line.line for line in version.lines}
        asked = form or AnswerForm(version=version)
        same = [SAME for _line in version.lines]
        changed = [change for _line, change in changes(before, version.lines)] if before else same
        return {
            "version": version,
            "lines": list(zip(version.lines, changed, asked.answers(), strict=True)),
            "before": before,
            "left_out": left_out(before, kept) if before else [],
            "words": vnd_in_words(version.total, get_language() or "vi"),
            "less": -version.discount,
            "form": asked,
            "approval": ApprovalForm(initial={"digest": version.digest}, auto_id="approval_%s"),
        }


def _is_before(version: Version, later: Version) -> bool:
    return version.reference == later.reference and version.number < later.number
