"""Appealing against a breach, on the breach's own page; and the photos beside an appeal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import permissions, selectors
from complaints.forms.appeals import AppealForm
from complaints.services import appeals
from complaints.views.appeal_panel import Tried, show
from orders.forms.photos import owner_of
from orders.models import Breach
from orders.permissions import is_dispatching
from orders.selectors import breaches_visible_to
from orders.services import timeline
from orders.views.breaches import breach_page
from rada.platform.files import serve_as_asked
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow


@allow(is_dispatching)
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """The breach with the form opened; sent, the appeal is filed. What cannot be filed keeps what was typed."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    breach = get_object_or_404(breaches_visible_to(actor), pk=pk)
    if request.method != "POST":
        return _page(request, breach, Tried())
    key = request.idempotency_key  # type: ignore[attr-defined]
    if is_answered(key):
        return _filed(request, pk)
    form = AppealForm(request.POST, request.FILES, owner=owner_of(actor))
    if not form.is_valid():
        return _page(request, breach, Tried(form), status=422)
    try:
        given = form.cleaned_data
        appeals.file(breach, by=actor, text=given["text"], files=given["photos"], key=key)
    except (timeline.Refused, KeyReused) as error:
        breach = breaches_visible_to(actor).get(pk=pk)
        return _page(request, breach, Tried(form, str(error)), status=409)
    except PermissionDenied:
        raise Http404 from None
    return _filed(request, pk)


@allow(permissions.sees_appeals)
@require_safe
def appeal_photo(request: HttpRequest, pk: int) -> FileResponse:
    """A photo beside an appeal, or with `?size=small` its small picture."""
    found = get_object_or_404(selectors.appeal_photos_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    return serve_as_asked(request, found.file)


def _page(request: HttpRequest, breach: Breach, tried: Tried, *, status: int = 200) -> HttpResponse:
    show(request, tried)
    return breach_page(request, breach, status=status)


def _filed(request: HttpRequest, pk: int) -> HttpResponse:
    messages.success(request, _("Your appeal was filed. Somebody who had no part in this breach decides it."))
    return redirect("orders:breach", pk=pk)
