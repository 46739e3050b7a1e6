"""What is done over the queue: many complaints taken, handed over or shared out at once, and a person's own filters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.decorators import action

from complaints import desk_selectors, permissions
from complaints.admin.queue_filters import colleagues
from complaints.forms.queue import FilterForm, QueueActionForm
from complaints.models import Complaint
from complaints.services import handing, saved_filters
from complaints.services.handing import Shared
from complaints.wording.desk import TAB_WORDS, category_of
from orders.services import timeline
from rada.platform.idempotency import KeyReused
from rada.web import clock

MOST_AT_ONCE = 100
QUEUE = "admin:complaints_complaint_changelist"


class QueueActs:
    """Bulk actions, tabs with their numbers, saved filters. The services ask for the right again."""

    actions = ("take", "assign", "share_out")
    action_form = QueueActionForm
    list_disable_select_all = True
    list_before_template = "admin/complaints/complaint/list_before.html"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The queue below its tabs and this person's filters."""
        actor: Any = request.actor  # type: ignore[attr-defined]
        counts = desk_selectors.waiting_counts(actor, now=clock.now())
        shown = {
            "tabs": [(name, words, counts.get(name or "open")) for name, words in TAB_WORDS.items()],
            "tab": request.GET.get("tab", ""),
            "saved": list(saved_filters.own(actor)),
            "filter_form": FilterForm(initial={"query": request.GET.urlencode()}, auto_id="filter_%s"),
        }
        answer = super().changelist_view(request, {**shown, **(extra_context or {})})  # type: ignore[misc]
        form = (getattr(answer, "context_data", None) or {}).get("action_form")
        if form is not None:
            form.offer(colleagues(request))
        return answer

    def has_handle_permission(self, request: HttpRequest) -> bool:
        """Who triages."""
        return permissions.can_handle_complaint(request.actor)  # type: ignore[attr-defined]

    @action(description=_("Take"), permissions=["handle"])
    def take(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        """Take the chosen complaints in hand."""
        self._hand(request, lambda chosen, by, key: handing.take(chosen, by=by, key=key), queryset)

    @action(description=_("Hand over to …"), permissions=["handle"])
    def assign(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        """Hand the chosen complaints to the colleague chosen beside."""
        chosen = request.POST.get("handler", "")
        handler = next((user for user in colleagues(request) if str(user.pk) == chosen), None)
        if handler is None:
            messages.error(request, _now("Choose a colleague."))
            return
        self._hand(request, lambda rows, by, key: handing.assign(rows, handler=handler, by=by, key=key), queryset)

    @action(description=_("Share out by skill"), permissions=["handle"])
    def share_out(self, request: HttpRequest, queryset: QuerySet[Complaint]) -> None:
        """Give the chosen complaints that nobody has to colleagues at work, in turn, by what each can do."""
        shared = self._done(request, handing.share_out, queryset)
        if isinstance(shared, Shared):
            self._say_handed(request, len(shared.handed))
            for complaint in shared.nobody:
                said = _now("%(number)s stays: no colleague at work has the skill “%(category)s”.")
                names = {"number": complaint.number, "category": category_of(complaint.category)}
                messages.warning(request, said % names)

    def keep_filter(self, request: HttpRequest, model_admin: Any = None) -> HttpResponse:
        """Keep what the queue shows under a name, and come back to it; where that cannot be, say why."""
        actor: Any = request.actor  # type: ignore[attr-defined]
        permissions.require(permissions.sees_complaints(actor))
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        form = FilterForm(request.POST, auto_id="filter_%s")
        query = request.POST.get("query", "")
        try:
            if form.is_valid():
                key = request.idempotency_key  # type: ignore[attr-defined]
                saved_filters.keep(by=actor, name=form.cleaned_data["name"], query=query, key=key)
                messages.success(request, _now("The filter is kept; only you see it."))
            else:
                for problem in form.errors.values():
                    messages.error(request, problem.as_text().removeprefix("* "))
        except (saved_filters.BadFilter, KeyReused) as error:
            messages.error(request, str(error))
        return redirect(f"{reverse(QUEUE)}?{query}")

    def remove_filter(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Remove a filter of one's own."""
        actor: Any = request.actor  # type: ignore[attr-defined]
        permissions.require(permissions.sees_complaints(actor))
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        saved_filters.remove(get_object_or_404(saved_filters.own(actor), pk=pk), by=actor)
        return redirect(QUEUE)

    def _hand(self, request: HttpRequest, act: Callable[..., Any], queryset: QuerySet[Complaint]) -> None:
        handed = self._done(request, lambda chosen, *, by, key: act(chosen, by, key), queryset)
        if handed is not None:
            self._say_handed(request, handed)

    def _done(self, request: HttpRequest, act: Callable[..., Any], queryset: QuerySet[Complaint]) -> Any:
        """What the act answered; None where it was refused, and said so."""
        if not self.has_handle_permission(request):
            raise PermissionDenied
        try:
            return act(list(queryset[:MOST_AT_ONCE]), by=request.actor, key=request.idempotency_key)  # type: ignore[attr-defined]
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return None

    def _say_handed(self, request: HttpRequest, count: int) -> None:
        said = ngettext("%(count)d complaint changed hands.", "%(count)d complaints changed hands.", count)
        messages.success(request, said % {"count": count})
