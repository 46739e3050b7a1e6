"""What people do to a breach: confirm or waive it, judge it again, print what it rests on. Only a POST acts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from orders import permissions, selectors
from orders.admin.breach_pages import page, second_look
from orders.commitments.reading import CaseError
from orders.forms.rulings import RulingForm
from orders.models import Breach
from orders.services import evidence_sheets, rulings, timeline
from orders.services.second_look import apply
from orders.wording import rule_words
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.staff_pages import ReadOnlyAdmin

ACTS = {"confirm": rulings.confirm, "waive": rulings.waive}
WAITING = "state__exact=to_check"


class BreachActs(ReadOnlyAdmin):
    """The acts beside the page of one breach; whoever may not is refused by the service."""

    change_form_template = "admin/orders/breach/change_form.html"

    def get_custom_urls(self) -> tuple[tuple[str, str, Any], ...]:
        """Judging again, keeping what was judged, deciding, and the sheet of evidence."""
        return (
            ("<int:pk>/judge-again/", "orders_breach_judge_again", self.judge_again),
            ("<int:pk>/apply/", "orders_breach_apply", self.keep_second_look),
            ("<int:pk>/decide/", "orders_breach_decide", self.decide),
            ("<int:pk>/evidence/", "orders_breach_sheet", self.evidence_sheet),
            ("<int:pk>/evidence.pdf", "orders_breach_pdf", self.evidence_pdf),
        )

    def judge_again(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """The same page with what the judge says now; nothing is written."""
        breach = self._asked_of(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        return self._answer(request, breach, **second_look(breach))

    def keep_second_look(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Judge the order again and keep the answer at once; the history of the breach says who asked for it."""
        breach = self._asked_of(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        key = request.idempotency_key  # type: ignore[attr-defined]
        was_asked = is_answered(key)
        try:
            apply(breach, by=actor_of(request.user), key=key)
        except (CaseError, KeyReused) as error:
            messages.error(request, str(error))
            return self._answer(request, breach, status=409)
        if not was_asked:
            self.log_change(request, breach, _("Judged again, and the result kept."))
        messages.success(request, _("Judged again; what changed stands among the decisions."))
        return redirect("admin:orders_breach_change", pk)

    def decide(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Confirm or waive, with a reason; refused, the form stays as it was filled. The next that waits follows."""
        breach = self._asked_of(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        key, by = request.idempotency_key, actor_of(request.user)  # type: ignore[attr-defined]
        waited = breach.state == Breach.State.TO_CHECK
        if is_answered(key):
            return self._after_decision(request, breach, waited=waited)
        if not permissions.can_rule_on_breaches(by):
            raise PermissionDenied
        form = RulingForm(request.POST, breach=breach)
        if not form.is_valid():
            return self._answer(request, breach, form, status=422)
        given = form.cleaned_data
        try:
            ACTS[given["act"]](breach, by=by, reason=given["reason"], note=given["note"], key=key)
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            breach = self._asked_of(request, pk)
            return self._answer(request, breach, RulingForm(request.POST, breach=breach), status=409)
        return self._after_decision(request, breach, waited=waited)

    def evidence_sheet(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Everything that a breach rests on, on a page to print and keep."""
        return HttpResponse(evidence_sheets.as_html(self._sheet(request, pk)))

    def evidence_pdf(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """The same as a PDF to save."""
        sheet = self._sheet(request, pk)
        named = {"Content-Disposition": f'attachment; filename="{sheet.name}.pdf"'}
        return HttpResponse(evidence_sheets.as_pdf(sheet), content_type="application/pdf", headers=named)

    def _sheet(self, request: HttpRequest, pk: int) -> evidence_sheets.Sheet:
        return evidence_sheets.sheet_of(self._asked_of(request, pk), now=clock.now())

    def _after_decision(self, request: HttpRequest, breach: Breach, *, waited: bool) -> HttpResponse:
        """From the queue on to what waits next; a breach that did not wait is shown as it is now."""
        messages.success(request, _("The decision is recorded."))
        if not waited:
            return redirect("admin:orders_breach_change", breach.pk)
        following = selectors.next_to_check(breach)
        if following is not None:
            return redirect("admin:orders_breach_change", following.pk)
        return redirect(f"{reverse('admin:orders_breach_changelist')}?{WAITING}")

    def _asked_of(self, request: HttpRequest, pk: int) -> Breach:
        breach: Breach | None = self.get_object(request, str(pk))
        if breach is None:
            raise Http404
        if not self.has_view_permission(request, breach):
            raise PermissionDenied
        return breach

    def _answer(
        self, request: HttpRequest, breach: Breach, form: RulingForm | None = None, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **page(request, breach, form),
            **more,
            "opts": self.opts,
            "original": breach,
            "title": str(rule_words(breach.rule).title),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)
