"""The partner's acts: each finds the order, calls one service, answers. Opening an address never acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from orders import acts, permissions
from orders.services import complaints, offers, receipts, visits
from orders.views.acting import act_on, shown_or_sent
from rada.web.access import allow


@allow(permissions.is_dispatching)
@shown_or_sent
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the order."""
    return act_on(
        request, pk, acts.ACCEPT, lambda job, by, form: offers.accept(job, **by),
        done=lambda: _("You took the order. Agree on an appointment with the customer now."),
    )  # fmt: skip


@allow(permissions.is_dispatching)
@shown_or_sent
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer an offer with no."""
    return act_on(
        request, pk, acts.DECLINE, lambda job, by, form: offers.decline(job, reason=form["reason"], **by),
        done=lambda: _("You declined the order. Thank you for answering."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Make or move the appointment."""
    return act_on(
        request, pk, acts.SCHEDULE,
        lambda job, by, form: visits.schedule(
            job, arrive_from=form["arrive_from"], arrive_to=form["arrive_to"],
            overlaps_shown=form["overlap_shown"].split(), **by,
        ),
        done=lambda: _("The appointment is made. The customer sees it too."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def arrive(request: HttpRequest, pk: int) -> HttpResponse:
    """The technician is at the door."""
    return act_on(
        request, pk, acts.ARRIVE, lambda job, by, form: visits.arrive(job, **by),
        done=lambda: _("Noted: you have arrived."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def do_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick steps of the maker's checklist."""
    return act_on(
        request, pk, acts.DO_CHECKLIST, lambda job, by, form: visits.do_checklist(job, items=form["items"], **by),
        done=lambda: _("The steps are ticked."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def complete(request: HttpRequest, pk: int) -> HttpResponse:
    """The work is done."""
    return act_on(
        request, pk, acts.COMPLETE, lambda job, by, form: visits.complete(job, **by),
        done=lambda: _("The work is completed. Issue the stamped receipt and ask for its photo."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def ask_for_photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the customer for the receipt's photo."""
    return act_on(
        request, pk, acts.ASK_FOR_PHOTO, lambda job, by, form: receipts.ask_for_photo(job, **by),
        done=lambda: _("The customer was asked for the photo."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def report_disagreement(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell Rada what could not be agreed on."""
    return act_on(
        request, pk, acts.REPORT_DISAGREEMENT,
        lambda job, by, form: visits.report_disagreement(job, text=form["text"], **by),
        done=lambda: _("Your report was recorded. Rada can read it."),
    )  # fmt: skip


@allow(permissions.is_member)
@shown_or_sent
def answer_complaint(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer one complaint."""
    return act_on(
        request, pk, acts.ANSWER_COMPLAINT,
        lambda job, by, form: complaints.reply(job, complaint=form["complaint"], text=form["text"], **by),
        done=lambda: _("Your answer was sent."),
    )  # fmt: skip


@allow(permissions.is_dispatching)
@shown_or_sent
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel an accepted order."""
    return act_on(
        request, pk, acts.CANCEL, lambda job, by, form: visits.cancel(job, reason=form["reason"], **by),
        done=lambda: _("The order is cancelled."),
    )  # fmt: skip
