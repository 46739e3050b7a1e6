"""The team: who works here and as what. For owners alone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from partners import people, permissions
from partners.forms.members import RoleForm
from partners.models import Member
from partners.private_links import address_of
from partners.services import members as team
from partners.services import passwords
from partners.views import steps
from rada.lib.phones import display_phone, masked_phone
from rada.web import clock
from rada.web.access import allow


@allow(permissions.is_owner)
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Who works here, who is invited, who has left."""
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    return render(
        request,
        "partners/members.html",
        {
            "members": [_told(each) for each in people.members_of(actor).filter(is_active=True)],
            "left": [_told(each) for each in people.members_who_left(actor)],
            "invitations": [
                {"invitation": each, "phone": masked_phone(each.phone), "has_expired": each.expires_at <= now}
                for each in people.invitations_of(actor)
            ],
            "now": now,
        },
    )


@allow(permissions.is_owner)
@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One person of the team, and what their owner can change."""
    found = _member(request, pk)
    phone = found.user.phone or ""
    return render(
        request,
        "partners/members_one.html",
        {
            **_told(found),
            "phone": display_phone(phone),
            "phone_to_call": phone,
            "is_self": found.pk == request.actor.member_id,  # type: ignore[attr-defined]
            "can_be_helped": found.is_active and found.role != Member.Role.OWNER,
            "now": clock.now(),
        },
    )


@allow(permissions.is_owner)
@steps.shown_or_sent
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give another role."""
    found = _member(request, pk)
    step = steps.Step(
        heading=_("Change the role of %(name)s") % {"name": found.user},
        consequence=_("The new role holds from the next page that this person opens."),
        confirm=_("Change the role"),
        back=_page_of(found),
        done=_("The role is changed."),
        form=RoleForm(request.POST if request.method == "POST" else None, initial={"role": found.role}),
    )
    by = request.actor  # type: ignore[attr-defined]
    return steps.take(request, step, lambda form, key: team.change_role(found, form["role"], by=by, key=key))


@allow(permissions.is_owner)
@steps.shown_or_sent
def switch_off(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody works here no more."""
    found = _member(request, pk)
    step = steps.Step(
        heading=_("Switch off %(name)s") % {"name": found.user},
        consequence=_("This person is signed out everywhere at once and sees nothing of your team any more."),
        confirm=_("Switch off"),
        back=reverse("partners:members"),
        done=_("%(name)s is switched off and signed out everywhere.") % {"name": found.user},
        tone="danger",
        about=found,
    )
    by = request.actor  # type: ignore[attr-defined]
    return steps.take(request, step, lambda form, key: team.switch_off(found, by=by, key=key))


@allow(permissions.is_owner)
@steps.shown_or_sent
def switch_on(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody works here again."""
    found = _member(request, pk)
    step = steps.Step(
        heading=_("Switch on %(name)s") % {"name": found.user},
        consequence=_("This person can sign in again and has the role they had."),
        confirm=_("Switch on"),
        back=reverse("partners:members"),
        done=_("%(name)s works in your team again.") % {"name": found.user},
    )
    by = request.actor  # type: ignore[attr-defined]
    return steps.take(request, step, lambda form, key: team.switch_on(found, by=by, key=key))


@allow(permissions.is_owner)
@steps.shown_or_sent
def password_link(request: HttpRequest, pk: int) -> HttpResponse:
    """A link by which somebody sets a new password; it is shown once."""
    found = _member(request, pk)
    step = steps.Step(
        heading=_("New password for %(name)s") % {"name": found.user},
        consequence=_("You get a link to send to this person. With it they choose a new password within one hour."),
        confirm=_("Make the link"),
        back=_page_of(found),
        done="",
    )
    by = request.actor  # type: ignore[attr-defined]
    return steps.take_link(
        request,
        step,
        lambda form, key: passwords.link_for_member(found, by=by, key=key),
        address=lambda token: address_of("partners:password_new", token),
        hint=_("Send it to this person alone, by Zalo or SMS. It works once, for one hour."),
    )


def _member(request: HttpRequest, pk: int) -> Member:
    return get_object_or_404(people.members_of(request.actor), pk=pk)  # type: ignore[attr-defined]


def _page_of(found: Member) -> str:
    return reverse("partners:member", args=[found.pk])


def _told(found: Member) -> dict[str, object]:
    return {"member": found, "phone": masked_phone(found.user.phone) if found.user.phone else "", "user": found.user}
