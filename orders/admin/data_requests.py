"""Requests about personal data: the queue, what is due soonest first, and one request with the form that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from orders import permissions
from orders.admin.found_by_code import FoundByOrderCode
from orders.admin.keyed import KeyedAdmin
from orders.forms.data_requests import ACKNOWLEDGE, EXTEND, FULFIL, AnswerForm, AskForm
from orders.models import DataRequest
from orders.services import data_requests, holds, timeline
from orders.wording.personal_data import reason_line
from partners.actors import actor_of
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock
from rada.web.wording import time_left

State = DataRequest.State
STATE_LABELS = {
    State.OPEN: "primary", State.DONE: "success", State.REFUSED: "warning", State.TAKEN_BACK: "info"
}  # fmt: skip
ON_TIME, LATE = "time", "late"


@admin.register(DataRequest)
class DataRequestAdmin(FoundByOrderCode, KeyedAdmin):
    """What waits comes first, what is due soonest first; what has ended below, the newest first."""

    form = AskForm
    list_display = ("order_code", "kind", "next_due", "done_due", "state_label", "asked_at", "ended_at")
    list_filter = (("state", ChoicesDropdownFilter), ("kind", ChoicesDropdownFilter))
    list_select_related = ("order",)
    ordering = (F("ended_at").desc(nulls_first=True), "due_at", "pk")
    search_fields = ("order__code",)
    sortable_by = ()
    autocomplete_fields = ("order",)
    change_form_template = "admin/orders/datarequest/change_form.html"

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody: a request is answered, never changed."""
        return False

    def create(self, request: HttpRequest, obj: DataRequest, form: Any) -> DataRequest:
        """Noted through the service, in the name of who notes it."""
        pk = data_requests.ask(obj.order, by=actor_of(request.user), kind=obj.kind)
        obj.pk = pk
        return obj

    @display(description=_("order"))
    def order_code(self, asked: DataRequest) -> str:
        """The order's code."""
        return asked.order.code

    @display(description=_("first answer due"), label={ON_TIME: "info", LATE: "danger"})
    def next_due(self, asked: DataRequest) -> Any:
        """Until when the first answer is to be given; nothing once it is."""
        return _left(asked.answer_due_at) if asked.is_open and asked.first_answered_at is None else ("", "")

    @display(description=_("due"), label={ON_TIME: "info", LATE: "danger"})
    def done_due(self, asked: DataRequest) -> Any:
        """Until when it is to be done; nothing once it has ended."""
        return _left(asked.due_at) if asked.is_open else ("", "")

    @display(description=_("state"), label=STATE_LABELS)
    def state_label(self, asked: DataRequest) -> tuple[str, str]:
        """By word and colour."""
        return asked.state, asked.get_state_display()

    def get_custom_urls(self) -> tuple[tuple[str, str, Callable[..., Any]], ...]:
        """Answering."""
        return (("<int:pk>/answer/", "orders_datarequest_answer", self.answer),)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Everything that the request is answered by, beside Django's own context."""
        if context["original"] is not None:
            context.update(_page(request, context["original"]))
        return super().render_change_form(request, context, *args, **kwargs)

    def answer(self, request: HttpRequest, pk: int, model_admin: Any = None) -> HttpResponse:
        """Give one answer; refused, the form stays as it was filled."""
        asked = self.get_object(request, str(pk))
        if asked is None:
            raise Http404
        if not self.has_view_permission(request, asked):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponse(status=405, headers={"Allow": "POST"})
        if not permissions.can_answer_data_requests(actor_of(request.user)):
            raise PermissionDenied
        key = request.idempotency_key  # type: ignore[attr-defined]
        if is_answered(key):
            return self._answered(request, pk)
        form = AnswerForm(request.POST, request=asked)
        if not form.is_valid():
            return self._shown(request, asked, form, status=422 if asked.is_open else 409)
        try:
            _send(asked, form.cleaned_data, {"by": actor_of(request.user), "key": key})
        except (timeline.Refused, KeyReused) as error:
            messages.error(request, str(error))
            return self._shown(request, self.get_object(request, str(pk)), form, status=409)
        return self._answered(request, pk)

    def _answered(self, request: HttpRequest, pk: int) -> HttpResponse:
        messages.success(request, _now("The answer is recorded, and the customer reads it."))
        return redirect("admin:orders_datarequest_change", pk)

    def _shown(self, request: HttpRequest, asked: Any, form: AnswerForm, *, status: int) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **_page(request, asked, form),
            "opts": self.opts,
            "original": asked,
            "title": asked.get_kind_display(),
        }
        return TemplateResponse(request, self.change_form_template, context, status=status)


def _send(asked: DataRequest, given: dict[str, Any], by: dict[str, Any]) -> None:
    if given["answer"] == ACKNOWLEDGE:
        data_requests.acknowledge(asked, note=given["note"], **by)
    elif given["answer"] == FULFIL:
        data_requests.fulfil(asked, **by)
    elif given["answer"] == EXTEND:
        data_requests.extend(asked, days=given["days"], reason=given["reason"], note=given["note"], **by)
    else:
        data_requests.refuse(asked, reason=given["reason"], note=given["note"], **by)


def _page(request: HttpRequest, asked: DataRequest, form: AnswerForm | None = None) -> dict[str, Any]:
    may = permissions.can_answer_data_requests(actor_of(request.user)) and asked.is_open
    return {
        "asked": asked,
        "steps": [(step, reason_line(step)) for step in asked.steps.select_related("taken_by")],
        "state_variant": STATE_LABELS[State(asked.state)],
        "dues": [(_now("first answer due"), *_left(asked.answer_due_at)), (_now("due"), *_left(asked.due_at))],
        "held": holds.why_held(asked.order, now=clock.now()) if asked.is_open else [],
        "form": (form or AnswerForm(request=asked)) if may else None,
        "typed": form.data.get("note", "") if form is not None and not may else "",
    }


def _left(due: Any) -> tuple[str, str]:
    """Whether it is late, and until when it is due in words."""
    now = clock.now()
    return (ON_TIME if due >= now else LATE), time_left(due, now)
