"""Forgotten passwords: ask for a link, and set a new password by one. Opening a link does nothing."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from partners.forms.account import NewPasswordForm
from partners.forms.password import ForgottenForm
from partners.services import forgotten as requests
from partners.services import passwords
from partners.services.limits import TooManyTries
from partners.views.invitations import private
from partners.views.steps import shown_or_sent
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import public
from rada.web.client_address import address_of
from rada.web.too_often import too_often


@public("whoever forgot the password cannot sign in; every answer is the same")
@shown_or_sent
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail. The answer tells nothing about any account."""
    form = ForgottenForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return render(request, "partners/password_forgotten.html", {"form": form})
    if not form.is_valid():
        return render(request, "partners/password_forgotten.html", {"form": form}, status=422)
    try:
        requests.ask(
            form.cleaned_data["username"],
            address=address_of(request),
            language=get_language() or "vi",
            key=request.idempotency_key,  # type: ignore[attr-defined]
        )
    except TooManyTries as error:
        form.add_error(None, str(error))
        page = render(request, "partners/password_forgotten.html", {"form": form})
        return too_often(page, seconds=error.minutes * 60)
    except KeyReused as error:
        form.add_error(None, str(error))
        return render(request, "partners/password_forgotten.html", {"form": form}, status=409)
    return render(request, "partners/password_asked.html")


@public("whoever was sent the link; wrong, used and expired ones look alike")
@sensitive_post_parameters()
@shown_or_sent
def new(request: HttpRequest, token: str) -> HttpResponse:
    """Choose a new password; the link is used up by that, not by being opened."""
    user = passwords.account_behind(token)
    if user is None:
        if request.method == "POST" and is_answered(request.idempotency_key):  # type: ignore[attr-defined]
            return _done(request)
        return private(render(request, "partners/password_closed.html", status=404))
    form = NewPasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return private(render(request, "partners/password_new.html", {"form": form}))
    if not form.is_valid():
        return private(render(request, "partners/password_new.html", {"form": form}, status=422))
    try:
        passwords.set_by_link(token, form.cleaned_data["new_password"], key=request.idempotency_key)  # type: ignore[attr-defined]
    except (passwords.NotOpen, KeyReused):
        return private(render(request, "partners/password_closed.html", status=404))
    return _done(request)


def _done(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The new password is set. Sign in with it now."))
    return private(redirect("partners:sign_in"))
