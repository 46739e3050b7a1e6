"""One step about people or an account: a page says what follows and asks once, then the service, then the answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from partners.services.refusals import Refused
from rada.platform.idempotency import Key, KeyReused

shown_or_sent = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[[dict[str, Any], Key], object]


@dataclass
class Step:
    """What a step is called, what follows from it, and where one comes from; `done` is said when it is done."""

    heading: str
    consequence: str
    confirm: str
    back: str
    done: str
    tone: str = ""
    form: Form | None = None
    about: Any = None
    shown: dict[str, Any] = field(default_factory=dict)


def take(request: HttpRequest, step: Step, act: Act) -> HttpResponse:
    """Show the step, or take it and go back; what cannot be done says why and keeps what was typed."""
    if request.method != "POST":
        return page(request, step)
    outcome = tried(request, step, act)
    if isinstance(outcome, HttpResponse):
        return outcome
    messages.success(request, step.done)
    return redirect(step.back)


def tried(request: HttpRequest, step: Step, act: Act) -> HttpResponse | object:
    """The page with a refusal, or what the service gave back (None for a form that was sent twice)."""
    if step.form is not None and not step.form.is_valid():
        return page(request, step, status=422)
    try:
        return act(step.form.cleaned_data if step.form else {}, request.idempotency_key)  # type: ignore[attr-defined]
    except (Refused, KeyReused) as error:
        return page(request, step, refusal=str(error), status=409)
    except PermissionDenied:
        raise Http404 from None


def page(request: HttpRequest, step: Step, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """The step's page."""
    return render(
        request, "partners/account_step.html", {"step": step, "refusal": refusal, **shell(request)}, status=status
    )


def shell(request: HttpRequest) -> dict[str, Any]:
    """Which page a partner's member and which Rada's staff, who have no places here, see an account in."""
    in_portal = request.actor.is_partner  # type: ignore[attr-defined]
    return {"shell": "base_portal.html" if in_portal else "base_public.html", "in_portal": in_portal}


def take_link(request: HttpRequest, step: Step, act: Act, *, address: Callable[[str], str], hint: str) -> HttpResponse:
    """Show the step, or take it and show the private link that the service made, this once."""
    if request.method != "POST":
        return page(request, step)
    made = tried(request, step, act)
    if isinstance(made, HttpResponse):
        return made
    link = address(made.token) if made is not None else ""  # type: ignore[attr-defined]
    return link_page(request, heading=step.heading, link=link, hint=hint, back=step.back)


def link_page(request: HttpRequest, *, heading: str, link: str, hint: str, back: str) -> HttpResponse:
    """A private link, this once; empty where the same form was sent before and showed it."""
    shown = {"heading": heading, "link": link, "hint": hint, "back": back}
    answer = render(request, "partners/members_link.html", shown)
    answer["Referrer-Policy"] = "no-referrer"
    return answer
