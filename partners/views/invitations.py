"""Invitations: made, renewed and withdrawn by owners; opened by a private link, which by being read does nothing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from partners import people, permissions
from partners.forms.account import NewPasswordForm
from partners.forms.members import InvitationForm
from partners.models import Invitation, User
from partners.private_links import address_of
from partners.services import invitations
from partners.services.refusals import Refused
from partners.views import steps
from rada.lib.phones import display_phone
from rada.platform.idempotency import KeyReused, is_answered
from rada.web.access import allow, public


@allow(permissions.is_owner)
@steps.shown_or_sent
def invite(request: HttpRequest) -> HttpResponse:
    """Hold a place for somebody; the link is shown once."""
    step = steps.Step(
        heading=_("Invite somebody"),
        consequence=_("You get a private link to send to this person. It works once, for 7 days."),
        confirm=_("Make the invitation"),
        back=reverse("partners:members"),
        done="",
        form=InvitationForm(request.POST if request.method == "POST" else None),
    )
    by = request.actor  # type: ignore[attr-defined]
    return _linked(request, step, lambda form, key: invitations.invite(**form, by=by, key=key))


@allow(permissions.is_owner)
@steps.shown_or_sent
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """A new link; the old one ends."""
    found = _own(request, pk)
    step = steps.Step(
        heading=_("New link for %(name)s") % {"name": found.full_name},
        consequence=_("The link that you sent before stops working. The new one works once, for 7 days."),
        confirm=_("Make a new link"),
        back=reverse("partners:members"),
        done="",
    )
    by = request.actor  # type: ignore[attr-defined]
    return _linked(request, step, lambda form, key: invitations.renew(found, by=by, key=key))


@allow(permissions.is_owner)
@steps.shown_or_sent
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the place up."""
    found = _own(request, pk)
    step = steps.Step(
        heading=_("Withdraw the invitation of %(name)s") % {"name": found.full_name},
        consequence=_("The link that you sent stops working at once."),
        confirm=_("Withdraw the invitation"),
        back=reverse("partners:members"),
        done=_("The invitation is withdrawn."),
        tone="danger",
    )
    by = request.actor  # type: ignore[attr-defined]
    return steps.take(request, step, lambda form, key: invitations.withdraw(found, by=by, key=key))


@public("whoever was sent the link; wrong, used and expired ones look alike")
@steps.shown_or_sent
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites; join by a press of a button, with a new account or one's own."""
    found = invitations.behind(token)
    if found is None:
        if request.method == "POST" and is_answered(request.idempotency_key):  # type: ignore[attr-defined]
            return _joined(request)
        return private(render(request, "partners/invitation_closed.html", status=404))
    form = NewPasswordForm(_account_to_be(found), request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, found, form)
    if request.user.is_authenticated:
        return _answered(request, found, form, lambda key: invitations.accept_as(token, user=request.user, key=key))
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    password = form.cleaned_data["new_password"]
    return _answered(
        request, found, form, lambda key: invitations.accept_with_new_account(token, password=password, key=key)
    )


def private(answer: HttpResponse) -> HttpResponse:
    """An answer whose address is a secret: kept nowhere, told to no other page."""
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "no-store"
    return answer


def _answered(request: HttpRequest, found: Invitation, form: NewPasswordForm, accept: Any) -> HttpResponse:
    try:
        accept(request.idempotency_key)  # type: ignore[attr-defined]
    except (Refused, KeyReused) as error:
        return _shown(request, found, form, refusal=str(error), status=409)
    return _joined(request)


def _joined(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        messages.success(request, _("You joined the team."))
        return private(redirect("home"))
    messages.success(request, _("Your account is ready. Sign in with your phone number and the password you chose."))
    return private(redirect("partners:sign_in"))


def _shown(
    request: HttpRequest, found: Invitation, form: NewPasswordForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    shown = {
        "invitation": found,
        "phone": display_phone(found.phone),
        "form": form,
        "refusal": refusal,
        "is_for_other": request.user.is_authenticated and request.user.phone != found.phone,
    }
    return private(render(request, "partners/invitation.html", shown, status=status))


def _account_to_be(found: Invitation) -> User:
    """What a password must not resemble."""
    return User(username=found.phone, phone=found.phone, full_name=found.full_name)


def _own(request: HttpRequest, pk: int) -> Invitation:
    return get_object_or_404(people.invitations_of(request.actor), pk=pk)  # type: ignore[attr-defined]


def _linked(request: HttpRequest, step: steps.Step, act: steps.Act) -> HttpResponse:
    return steps.take_link(
        request,
        step,
        act,
        address=lambda token: address_of("partners:invitation", token),
        hint=_("Send it to this person alone, by Zalo or SMS. It works once, for 7 days."),
    )
