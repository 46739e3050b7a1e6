"""Complaints: the queue by care time left, and one complaint with everything that can be done about it now."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import AutocompleteSelectFilter

from complaints import desk_selectors, find_selectors, permissions
from complaints.admin import desk_acts, desk_page, queue_columns
from complaints.admin.desk_acts import ACTS, DeskAct
from complaints.admin.queue_acts import QueueActs
from complaints.admin.queue_filters import CategoryFilter, HandlerFilter, StateFilter, TabFilter
from complaints.forms import closing
from complaints.models import Complaint
from complaints.services import watching
from orders.services import timeline
from rada.lib import log_lines
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.staff_pages import ReadOnlyAdmin


@admin.register(Complaint)
class ComplaintAdmin(QueueActs, queue_columns.QueueColumns, ReadOnlyAdmin):
    """What is due first stands first. Nothing is changed in a row: each act goes through its service."""

    list_filter = (
        TabFilter,
        StateFilter,
        CategoryFilter,
        ("assignment__partner", AutocompleteSelectFilter),
        HandlerFilter,
    )
    search_fields = ("number",)
    empty_words = _(
        "No complaint is open. What customers complain about comes here by itself, what is due first on top."
    )
    search_help_text = _("Number, order code, phone or customer, accents or none")
    change_form_template = "admin/complaints/complaint/change_form.html"

    class Media:
        js = ("desk.js",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """What this person may see, with what a row and a page name."""
        return desk_selectors.complaints_visible_to(request.actor)  # type: ignore[attr-defined]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; whoever may view none is refused, and not told that there is none."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        complaint = super().get_object(request, object_id, from_field)
        if complaint is not None:
            log_lines.note(order=complaint.assignment.order.code)
        return complaint

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """By due instant; what is closed, the newest first."""
        return ("-closed_at", "-pk") if request.GET.get("tab") == "closed" else desk_selectors.BY_DUE

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """By number, code, phone as it may be written, or name without accents."""
        return find_selectors.named(queryset, search_term) if search_term.strip() else queryset, False

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """One address for all acts by their name, the heartbeat, and a person's own filters."""
        return (
            ("<int:pk>/act/<slug:name>/", "complaints_complaint_act", self.act),
            ("<int:pk>/upheld/", "complaints_complaint_upheld", self.upheld),
            ("<int:pk>/watch/", "complaints_complaint_watch", self.watch),
            ("keep-filter/", "complaints_complaint_keep_filter", self.keep_filter),
            ("remove-filter/<int:pk>/", "complaints_complaint_remove_filter", self.remove_filter),
        )

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """The page of the desk, beside Django's own context."""
        context.update(desk_page.page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def act(self, request: HttpRequest, pk: int, name: str, model_admin: Any = None) -> HttpResponse:
        """Do one act by its form; refused, the form stays open as it was filled, beside what is new."""
        complaint, act = self._asked_of(request, pk), ACTS.get(name)
        if act is None:
            raise Http404
        by: Any = request.actor  # type: ignore[attr-defined]
        permissions.require(permissions.can_handle_complaint(by))
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = desk_acts.form_of(act, complaint, by, request.POST)
        if "fill" in request.POST:
            return self._answer(request, complaint, desk_acts.filled(form, complaint, by), act, status=200)
        key = request.idempotency_key  # type: ignore[attr-defined]
        if not form.is_valid():
            if is_answered(key):
                return redirect("admin:complaints_complaint_change", pk)
            return self._answer(request, complaint, form, act, status=422)
        try:
            went_on = act.do(complaint, form.cleaned_data, by, key)
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            fresh = self._asked_of(request, pk)
            return self._answer(request, fresh, desk_acts.seen_anew(form, fresh), act, status=409)
        messages.success(request, str(act.words.done))
        return redirect("admin:complaints_complaint_change", went_on or pk)

    def upheld(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """What would be recorded if it were closed as it stands in the form. Nothing is."""
        complaint, asked = self._asked_of(request, pk), request.GET
        is_upheld = asked.get("outcome") == closing.UPHELD
        words = desk_acts.upheld_words(complaint, asked.get("clause", ""), asked.get("severity", ""))
        return HttpResponse(words if is_upheld and words else _now("Nothing is recorded against the partner."))

    def watch(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """The heartbeat of an open page: who else has it open, what runs, and whether somebody acted."""
        complaint = self._asked_of(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        there = watching.watch(complaint, by=request.actor)  # type: ignore[attr-defined]
        shown = {**desk_page.status(complaint, there), "seen": request.POST.get("seen", "")}
        return TemplateResponse(request, "admin/complaints/complaint/_status.html", shown)

    def _asked_of(self, request: HttpRequest, pk: int) -> Any:
        complaint = self.get_object(request, str(pk))
        if complaint is None:
            raise Http404
        return complaint

    def _answer(
        self, request: HttpRequest, complaint: Complaint, form: Any, act: DeskAct, *, status: int
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **desk_page.page(request, complaint, tried=(act.name, form)),
            "opts": self.opts,
            "original": complaint,
            "media": self.media,
            "title": _now("Complaint %(number)s") % {"number": complaint.number},
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)
