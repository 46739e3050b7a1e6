"""Before publishing: the terms as customers will see them, what changes, and when they start."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partners import permissions, selectors
from partners.forms.terms import PublishForm
from partners.services import drafts
from partners.services.refusals import Refused
from partners.views.drafting import overview, shown_or_sent
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow
from rada.web.wording import instant


@allow(permissions.is_owner)
@shown_or_sent
def publish(request: HttpRequest) -> HttpResponse:
    """Preview the draft, or publish what was previewed."""
    if request.method != "POST":
        return _page(request, None)
    key = request.idempotency_key  # type: ignore[attr-defined]
    form = PublishForm(request.POST)
    if is_answered(key):
        return redirect("partners:terms")
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    try:
        number = drafts.publish(by=request.actor, revision=given["revision"], starts_at=given["starts_at"], key=key)  # type: ignore[attr-defined]
    except drafts.BadStart as error:
        form.add_error("day", str(error))
        return _page(request, form, status=422)
    except (Refused, KeyReused) as error:
        return _page(request, form, status=409, refusal=str(error))
    if given["starts_at"] is None:
        messages.success(request, _("Version %(number)s is in force.") % {"number": number})
    else:
        said = _("Version %(number)s is published and starts %(at)s.")
        messages.success(request, said % {"number": number, "at": instant(given["starts_at"])})
    return redirect("partners:terms")


def _page(request: HttpRequest, form: PublishForm | None, status: int = 200, **extra: Any) -> HttpResponse:
    shown = overview(request)
    newest = selectors.newest_terms(request.actor.partner_id)  # type: ignore[attr-defined]
    announced = newest if newest is not None and newest.starts_at > shown["now"] else None
    revision = shown["draft"].revision
    if form is None:
        form = PublishForm(initial={"revision": revision})
    else:
        data = form.data.copy()  # type: ignore[attr-defined]
        data["revision"] = str(revision)
        form.data = data
    return render(
        request, "partners/terms_publish.html", {**shown, "form": form, "announced": announced, **extra}, status=status
    )
