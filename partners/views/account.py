"""One's own account: name, password, and the devices that are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from partners import people, permissions
from partners.agents import agent_words
from partners.forms.account import ChangePasswordForm, NameForm
from partners.models import AppSession, SignedInDevice
from partners.services import app_sessions, authenticator, devices, members, passwords
from partners.views import steps
from rada.lib.phones import display_phone
from rada.web import clock
from rada.web.access import allow


class Place(NamedTuple):
    """Where an account is signed in: a browser, or the partner app on a phone."""

    words: str
    signed_in_at: datetime
    seen_at: datetime
    is_this: bool
    end_url: str


@allow(permissions.is_signed_in)
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What one's account is, and where it is signed in."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    return render(
        request,
        "partners/account.html",
        {
            "account": actor.user,
            "phone": display_phone(actor.user.phone or ""),
            "has_authenticator": authenticator.confirmed(actor.user) is not None,
            "places": [
                *(_browser(each, request.session.session_key) for each in people.devices_of(actor, now)),
                *(_app(each) for each in people.apps_of(actor, now)),
            ],
            "now": now,
            **steps.shell(request),
        },
    )


@allow(permissions.is_signed_in)
@steps.shown_or_sent
def rename(request: HttpRequest) -> HttpResponse:
    """Change one's own name."""
    user = request.actor.user  # type: ignore[attr-defined]
    step = steps.Step(
        heading=_("Your name"),
        consequence=_("Your team and your customers see this name."),
        confirm=_("Save"),
        back=reverse("partners:account"),
        done=_("Your name is changed."),
        form=NameForm(request.POST if request.method == "POST" else None, initial={"full_name": user.full_name}),
    )
    return steps.take(request, step, lambda form, key: members.rename(user, form["full_name"], key=key))


@allow(permissions.is_signed_in)
@sensitive_post_parameters()
@steps.shown_or_sent
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other device is signed out."""
    form = ChangePasswordForm(request, request.POST if request.method == "POST" else None)
    step = steps.Step(
        heading=_("Change the password"),
        consequence=_("Every other phone or computer that is signed in with this account is signed out."),
        confirm=_("Change the password"),
        back=reverse("partners:account"),
        done=_("The password is changed. Other devices are signed out."),
        form=form,
    )
    if request.method != "POST":
        return steps.page(request, step)
    if not form.is_valid():
        return steps.page(request, step, status=422)
    user = request.actor.user  # type: ignore[attr-defined]
    before = request.session.session_key or ""
    passwords.change(user, form.cleaned_data["new_password"], session_key=before)
    update_session_auth_hash(request, user)
    devices.moved(before, request.session.session_key or "")
    messages.success(request, step.done)
    return redirect(step.back)


@allow(permissions.is_signed_in)
@steps.shown_or_sent
def end_device(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one device out."""
    found = get_object_or_404(people.devices_of(request.actor, clock.now()), pk=pk)  # type: ignore[attr-defined]
    return steps.take(request, _signing_out(_browser(found)), lambda form, key: devices.end(found, key=key))


@allow(permissions.is_signed_in)
@steps.shown_or_sent
def end_app(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the partner app out on one phone."""
    found = get_object_or_404(people.apps_of(request.actor, clock.now()), pk=pk)  # type: ignore[attr-defined]
    return steps.take(request, _signing_out(_app(found)), lambda form, key: app_sessions.end(found, key=key))


@allow(permissions.is_signed_in)
@steps.shown_or_sent
def end_other_devices(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    user, here = request.actor.user, request.session.session_key or ""  # type: ignore[attr-defined]
    step = steps.Step(
        heading=_("Sign out all other devices"),
        consequence=_("Only this device stays signed in."),
        confirm=_("Sign out all other devices"),
        back=reverse("partners:account"),
        done=_("All other devices are signed out."),
        tone="danger",
    )
    return steps.take(request, step, lambda form, key: devices.end_others(user, here, key=key))


def _browser(device: SignedInDevice, here: str | None = None) -> Place:
    words = agent_words(device.agent) or _("Unknown browser")
    end_url = reverse("partners:device_end", args=[device.pk])
    return Place(words, device.signed_in_at, device.seen_at, device.session_key == here, end_url)


def _app(session: AppSession) -> Place:
    words = " · ".join(filter(None, [_("Partner app"), agent_words(session.agent)]))
    end_url = reverse("partners:app_end", args=[session.pk])
    return Place(words, session.signed_in_at, session.refreshed_at, is_this=False, end_url=end_url)


def _signing_out(place: Place) -> steps.Step:
    return steps.Step(
        heading=_("Sign out %(device)s") % {"device": place.words},
        consequence=_("Whoever uses this device must sign in again."),
        confirm=_("Sign out this device"),
        back=reverse("partners:account"),
        done=_("The device is signed out."),
        tone="danger",
    )
