"""By which channels beside the inbox one is told of what."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from partners import permissions
from partners.channels import address_of
from partners.forms.channels import ChannelsForm
from partners.services import channels
from partners.views import steps
from rada.lib.phones import display_phone
from rada.platform.idempotency import KeyReused
from rada.platform.kinds import Channel
from rada.web.access import allow


@allow(permissions.is_signed_in)
@steps.shown_or_sent
def notice_channels(request: HttpRequest) -> HttpResponse:
    """Show what is chosen, and choose otherwise."""
    actor = request.actor  # type: ignore[attr-defined]
    form = ChannelsForm(actor, request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    try:
        channels.choose(form.on, by=actor, key=request.idempotency_key)  # type: ignore[attr-defined]
    except KeyReused as error:
        return _page(request, form, refusal=str(error), status=409)
    except PermissionDenied:
        raise Http404 from None
    messages.success(request, _("Your choice is kept."))
    return redirect("partners:notice_channels")


def _page(request: HttpRequest, form: ChannelsForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    user = request.actor.user  # type: ignore[attr-defined]
    shown = {
        "form": form,
        "email": address_of(user, Channel.EMAIL),
        "phone": display_phone(address_of(user, Channel.SMS)),
        "refusal": refusal,
        **steps.shell(request),
    }
    return render(request, "partners/notice_channels.html", shown, status=status)
