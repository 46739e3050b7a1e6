"""Every recurring piece on one page, with made-up values at a fixed instant: for whoever builds or checks a page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from rada.web import wording
from rada.web.access import public
from rada.web.clock import VIETNAM
from rada.web.navigation import Door

ICONS = """
clock soon late rest kept broken today orders score more message calendar person people phone place money receipt stamp
camera tool shield handshake list search back next close bell info leave send undo flag edit empty storm
cooling washer stove bolt drop pipe key broom truck roller computer
"""


def moment(text: str) -> datetime:
    """`22/11 13:38` of 2026, Vietnam's clock."""
    return datetime.strptime(f"{text} 2026", "%d/%m %H:%M %Y").replace(tzinfo=VIETNAM)


class SampleForm(forms.Form):
    """One field of every kind."""

    reason = forms.ChoiceField(
        label=_("Why can you not take it?"),
        widget=forms.RadioSelect,
        choices=[
            ("busy", _("No technician is free")),
            ("outside_area", _("Outside our area")),
            ("unsafe", _("Unsafe")),
        ],
    )
    phone = forms.CharField(label=_("Phone number"), help_text=_("For example 0912 345 678."))
    arrive_from = forms.TimeField(label=_("Arrive from"), widget=forms.TimeInput(attrs={"type": "time"}))
    service = forms.ChoiceField(label=_("Service"), choices=[("AC-CLEAN", _("Air conditioner cleaning"))])
    remark = forms.CharField(label=_("What did you agree with the customer?"), widget=forms.Textarea, required=False)
    photo = forms.FileField(label=_("Photo of the receipt"), required=False)
    agrees = forms.BooleanField(label=_("The customer knows this price"), required=False)


class CancelForm(forms.Form):
    """What the sample confirm sheet asks."""

    reason = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 2}))


@public("made-up values only, and only on one's own machine")
def gallery(request: HttpRequest) -> HttpResponse:
    """The page of all pieces; elsewhere than on one's own machine it does not exist."""
    if not (settings.DEBUG or settings.RADA_ENV == "local"):
        raise Http404
    if "messages" in request.GET:
        messages.success(request, _("You took the order. The customer has been told."))
        messages.error(request, _("Another partner was quicker: this offer is closed."))
    return render(request, "components/gallery.html", samples())


def samples() -> dict[str, Any]:
    """Made-up values in every state that a piece can show."""
    form = SampleForm({"reason": "busy", "phone": "0912", "service": "AC-CLEAN"}, auto_id="gallery_%s")
    form.add_error("phone", _("This number is too short: Vietnamese mobile numbers have 10 digits."))
    return {
        "now": moment("22/11 13:38") - timedelta(seconds=30),
        "form": form, "cancel_form": CancelForm(auto_id="cancel_%s"),
        "nav_items": sample_doors(),
        "offer_due": moment("22/11 13:42"), "reply_due": moment("22/11 14:20"), "receipt_due": moment("22/11 18:45"),
        "night_now": moment("22/11 20:45"), "night_due": moment("23/11 08:40"), "asleep_now": moment("22/11 23:10"),
        "complaint_due": moment("23/11 20:10"), "missed_due": moment("22/11 13:13"), "far_due": moment("26/11 09:00"),
        "asked_at": moment("21/11 20:40"), "warned_at": moment("22/11 08:25"), "broken_at": moment("22/11 08:40"),
        "sample_weeks": [(0, 0), (2, 0), (4, 1), (5, 0), (3, 2), (6, 0), (5, 0), (4, 0), (7, 1), (6, 0), (2, 0)],
        "answered_at": moment("22/11 09:05"), "icon_names": ICONS.split(),
        "figures": [(_("Counted"), wording.minutes_words(60)), (_("Due"), "08:40"), (_("Points"), "1")],
        "sentence": "Chị Hà nhắn 20:40 thứ Bảy: tính 20 phút, nghỉ đêm 21:00–08:00, tính tiếp 40 phút, hạn 08:40; "
        "anh trả lời 09:05, trễ 25 phút.",
    }  # fmt: skip


def sample_doors() -> list[Door]:
    """The bar of five and what stands behind "More"."""
    words = [
        (_("Today"), "today", True, 0), (_("Orders"), "orders", True, 3), (_("Breaches"), "broken", True, 1),
        (_("Score"), "score", True, 0), (_("Published terms"), "list", False, 0), (_("Charter"), "handshake", False, 0),
        (_("Members"), "people", False, 0), (_("Notices"), "bell", False, 0),
    ]  # fmt: skip
    return [Door("#", word, icon, main, rank == 0, badge) for rank, (word, icon, main, badge) in enumerate(words)]
