"""Ringing: which browsers of this account are told of new orders by web push.

GET /push/: the page; its form is `data-rada-push` and has `data-rada-push-key`, our key for `pushManager.subscribe`
(`applicationServerKey`, base64url). Where push is off there is no such form.

POST /push/ with `endpoint`, `p256dh` and `auth` as `PushSubscription.toJSON()` has them (keys in base64url) rings this
browser. The form's own `csrfmiddlewaretoken` and `idempotency_key` go with them; subscribing again is harmless. The
answer is 302 to the page, or 422 and the page with a sentence.

POST /push/ with `stop=yes` and `endpoint` stops ringing that browser; without `endpoint` every one of the account.

The message that arrives is {"title", "body", "url", "tag"} with no personal data in it.
"""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from orders import permissions
from orders.views.acting import shown_or_sent
from partners import selectors
from partners.forms.push import SubscribeForm, UnsubscribeForm
from partners.services import push as browsers
from rada.platform.channels import push as channel
from rada.platform.idempotency import KeyReused
from rada.web.access import allow


@allow(permissions.is_member)
@shown_or_sent
def push(request: HttpRequest) -> HttpResponse:
    """Show which browsers ring, and let this one begin or stop."""
    if request.method != "POST":
        return _page(request)
    stops = bool(request.POST.get("stop"))
    form = UnsubscribeForm(request.POST) if stops else SubscribeForm(request.POST)
    if not form.is_valid():
        return _page(request, refusal=_sentence(form), status=422)
    by = {"by": request.actor, "key": request.idempotency_key}  # type: ignore[attr-defined]
    try:
        browsers.unsubscribe(**by, **form.cleaned_data) if stops else browsers.subscribe(**by, **form.cleaned_data)
    except (browsers.NotKnown, KeyReused) as error:
        return _page(request, refusal=str(error), status=422)
    except PermissionDenied:
        raise Http404 from None
    said = _("It does not ring any more.") if stops else _("This browser rings from now on when a new order comes.")
    messages.success(request, said)
    return redirect("orders:push")


def _page(request: HttpRequest, *, refusal: str = "", status: int = 200) -> HttpResponse:
    shown = {
        "public_key": channel.public_key(),
        "ringing": selectors.browsers_rung_for(request.actor),  # type: ignore[attr-defined]
        "refusal": refusal,
    }
    return render(request, "orders/push.html", shown, status=status)


def _sentence(form: SubscribeForm | UnsubscribeForm) -> str:
    return str(next(iter(form.errors.values()))[0])
