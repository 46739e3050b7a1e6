"""The customer's photo of the receipt: the section of the order page, sending one, and seeing those that were sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orders import selectors, stamp_selectors, transitions
from orders.forms.photos import owner_of
from orders.forms.receipt_photos import ReceiptPhotoForm
from orders.models import Assignment, EventKind, Photo
from orders.services import receipt_photos, timeline
from orders.views.acting import shown_or_sent
from orders.views.customer.door import for_customer
from orders.views.customer.order import CustomerPage
from orders.wording.receipt_photos import Seen, better_picture, seen_on, thanks
from rada.platform.files import serve
from rada.platform.idempotency import KeyReused, is_answered
from rada.web import clock, panels

TRIED = "_rada_tried_receipt_photo"


@dataclass(frozen=True)
class Tried:
    """What was sent and not taken: the form as it was sent, and why not."""

    form: ReceiptPhotoForm | None = None
    refusal: str = ""


class Sent(NamedTuple):
    """A photo that was sent, and what was seen on it."""

    photo: Photo
    seen: Seen


@for_customer
@shown_or_sent
def send_photo(request: HttpRequest) -> HttpResponse:
    """Take one photo and say at once what was read on it. Opening the address shows the order."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    code = request.order.code  # type: ignore[attr-defined]
    assignment = selectors.engagement_of_customer(actor)
    key = request.idempotency_key  # type: ignore[attr-defined]
    if request.method != "POST" or is_answered(key):
        return redirect("orders:customer_order", code=code)
    if request.user.is_authenticated:
        said = _("You are signed in at Rada in this browser. Only the customer can send the photo of the receipt.")
        return _page(request, Tried(refusal=said), status=409)
    if assignment is None or not _is_possible(assignment):
        return _page(request, Tried(refusal=_("No company is working on this order, so there is no receipt.")), 409)
    form = ReceiptPhotoForm(request.POST, request.FILES, owner=owner_of(actor), auto_id="receipt_photo_%s")
    if not form.is_valid() or form.taken is None:
        return _page(request, Tried(form), status=422)
    try:
        receipt_photos.upload(assignment, by=actor, taken=form.taken, key=key)
    except (timeline.Refused, KeyReused) as error:
        return _page(request, Tried(refusal=str(error)), status=409)
    except PermissionDenied:
        raise Http404 from None
    latest = _sent(assignment, actor)[0]
    (messages.success if latest.seen.is_right else messages.info)(request, thanks(latest.seen))
    return redirect("orders:customer_order", code=code)


@for_customer  # type: ignore[arg-type]
@require_safe
def photo(request: HttpRequest, pk: int) -> FileResponse:
    """One of the order's receipt photos, or with `?size=small` its small picture."""
    found = get_object_or_404(stamp_selectors.photos_visible_to(request.actor), pk=pk)  # type: ignore[attr-defined]
    return serve(found.file, thumbnail=request.GET.get("size") == "small")  # type: ignore[arg-type]


def panel(request: HttpRequest, assignment: Assignment | None) -> str:
    """The section of the customer's page; nothing before a company has taken the order."""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if assignment is None or actor.kind != "customer" or not _is_possible(assignment):
        return ""
    tried: Tried = getattr(request, TRIED, Tried())
    sent = _sent(assignment, actor)
    is_read = any(each.seen.is_right for each in sent)
    content = {
        "order": assignment.order,
        "now": clock.now(),
        "sent": sent,
        "is_read": is_read,
        "is_wanted": not sent and stamp_selectors.is_photo_asked_for(assignment),
        "advice": better_picture() if sent and not (is_read or sent[0].seen.is_read) else [],
        "form": tried.form or ReceiptPhotoForm(owner=owner_of(actor), auto_id="receipt_photo_%s"),
        "refusal": tried.refusal,
    }
    return render_to_string("customer/_receipt_photo.html", content, request)


def fill() -> None:
    """Show the section wherever a page names the slot `receipt_photo`."""
    panels.fill("receipt_photo", panel)


def _is_possible(assignment: Assignment) -> bool:
    return transitions.step(EventKind.PHOTO_UPLOADED, assignment.status, "customer") is not None


def _sent(assignment: Assignment, actor: Any) -> list[Sent]:
    """The photos that were sent, the latest first, each with what was seen on it by now."""
    issued = receipt_photos.stamps_on_receipts(assignment)
    photos = stamp_selectors.photos_visible_to(actor).filter(assignment=assignment)
    return [Sent(each, seen_on(each.stamp_read, each.reused_from, issued)) for each in photos]


def _page(request: HttpRequest, tried: Tried, status: int) -> HttpResponse:
    setattr(request, TRIED, tried)
    return CustomerPage(request).answer(status=status)
