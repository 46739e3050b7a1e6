"""The authenticator app of one's own account: set up, recovery codes, switched off."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.plugins.otp_totp.models import TOTPDevice

from partners import permissions
from partners.forms.account import CodeForm, OwnPasswordForm
from partners.permissions import owes_second_step
from partners.services import authenticator as apps
from partners.services.refusals import Refused
from partners.views import steps
from rada.web.access import allow

QR_SCALE, QR_BORDER = 5, 4


@allow(permissions.is_signed_in)
@require_safe
def authenticator(request: HttpRequest) -> HttpResponse:
    """How it stands: off, being set up, or on."""
    user = request.actor.user  # type: ignore[attr-defined]
    has_to = bool(settings.TOTP_REQUIRED_FOR) and owes_second_step(request.actor)  # type: ignore[attr-defined]
    if has_to and DEVICE_ID_SESSION_KEY not in request.session and apps.confirmed(user) is not None:
        logout(request)  # a session from before the app was set up: sign in again, with both steps
        return redirect("partners:sign_in")
    return _page(request)


@allow(permissions.is_signed_in)
@sensitive_post_parameters()
@steps.shown_or_sent
def start(request: HttpRequest) -> HttpResponse:
    """Make a key; whoever only picked up the phone does not know the password."""
    step = _step(
        request,
        heading=_("Set up the authenticator app"),
        consequence=_("You need an app such as Google Authenticator, Microsoft Authenticator or 2FAS on your phone."),
        confirm=_("Begin"),
        done=_("Now scan the picture with the app."),
    )
    user = request.actor.user  # type: ignore[attr-defined]
    return steps.take(request, step, lambda form, key: apps.begin(user, key=key))


@allow(permissions.is_signed_in)
@steps.shown_or_sent
def confirm(request: HttpRequest) -> HttpResponse:
    """Take the app into use by its first code; then the recovery codes are shown, this once."""
    user = request.actor.user  # type: ignore[attr-defined]
    if request.method != "POST":
        return _page(request)
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        made = apps.confirm(user, form.cleaned_data["code"], session_key=request.session.session_key or "")
    except Refused as error:
        form.add_error("code", str(error))
        return _page(request, form, status=409)
    device = apps.confirmed(user)
    if device is not None:
        request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    return _codes(request, made)


@allow(permissions.is_signed_in)
@sensitive_post_parameters()
@steps.shown_or_sent
def renew_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes."""
    step = _step(
        request,
        heading=_("New recovery codes"),
        consequence=_("The codes that you have now stop working."),
        confirm=_("Make new codes"),
        done="",
    )
    if request.method != "POST":
        return steps.page(request, step)
    user = request.actor.user  # type: ignore[attr-defined]
    made = steps.tried(request, step, lambda form, key: apps.renew_codes(user, key=key))
    return made if isinstance(made, HttpResponse) else _codes(request, made)


@allow(permissions.is_signed_in)
@sensitive_post_parameters()
@steps.shown_or_sent
def switch_off(request: HttpRequest) -> HttpResponse:
    """Sign in by password alone again; where the app is asked of this account, its set-up follows."""
    step = _step(
        request,
        heading=_("Switch off the authenticator app"),
        consequence=_("From then on the password alone opens this account. The recovery codes stop working too."),
        confirm=_("Switch off"),
        done=_("The authenticator app is switched off."),
        tone="danger",
    )
    user = request.actor.user  # type: ignore[attr-defined]
    answer = steps.take(request, step, lambda form, key: apps.switch_off(user, by=user, key=key))
    if request.method == "POST" and answer.status_code == 302:
        request.session.pop(DEVICE_ID_SESSION_KEY, None)
    return answer


def _step(request: HttpRequest, **words: Any) -> steps.Step:
    form = OwnPasswordForm(request, request.POST if request.method == "POST" else None)
    return steps.Step(back=reverse("partners:authenticator"), form=form, **words)


def _page(request: HttpRequest, form: CodeForm | None = None, *, status: int = 200) -> HttpResponse:
    user = request.actor.user  # type: ignore[attr-defined]
    device, waiting = apps.confirmed(user), apps.begun(user)
    shown = {
        "is_on": device is not None,
        "codes_left": apps.codes_left(user) if device is not None else 0,
        "form": form or CodeForm(),
        "is_required": owes_second_step(request.actor),  # type: ignore[attr-defined]
        **(_picture(waiting) if waiting is not None else {}),
        **steps.shell(request),
    }
    return render(request, "partners/authenticator.html", shown, status=status)


def _picture(device: TOTPDevice) -> dict[str, str]:
    """The key as a QR code and as letters to type, in groups of four."""
    picture = segno.make(device.config_url, error="m", micro=False)
    key = b32encode(device.bin_key).decode().rstrip("=")
    return {
        "picture": picture.svg_data_uri(scale=QR_SCALE, border=QR_BORDER, light="white"),
        "typed_key": " ".join(key[place : place + 4] for place in range(0, len(key), 4)),
    }


def _codes(request: HttpRequest, made: object) -> HttpResponse:
    codes = made.codes if isinstance(made, apps.RecoveryCodes) else ()
    messages.success(request, _("The authenticator app is on. Keep these recovery codes."))
    return render(request, "partners/authenticator_codes.html", {"codes": codes, **steps.shell(request)})
