"""What a ringing browser says, always in Vietnamese: the service, the ward, the time. Nothing of the customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from orders.models import Assignment
from orders.wording.spans import window
from partners.areas import ward_label
from rada.web.wording import instant

LANGUAGE = "vi"


def offer_ring(offer: Assignment, due_at: datetime, now: datetime) -> dict[str, Any]:
    """A new order, and until when it waits for an answer."""
    with translation.override(LANGUAGE):
        title = _("New order: %(service)s") % {"service": offer.order.service}
        until = _("answer by %(at)s") % {"at": instant(due_at, now)}
        return _ring(offer, title, until, f"offer-{offer.pk}")


def job_ring(job: Assignment) -> dict[str, Any]:
    """A job that was given to a technician, and when it is."""
    with translation.override(LANGUAGE):
        title = _("A job for you: %(service)s") % {"service": job.order.service}
        hours = window(job.arrive_from, job.arrive_to) if job.arrive_from and job.arrive_to else _("no appointment yet")
        return _ring(job, title, hours, f"job-{job.pk}")


def _ring(assignment: Assignment, title: str, when: str, tag: str) -> dict[str, Any]:
    place = ward_label(assignment.order.ward) if assignment.order.ward else ""
    return {
        "title": title,
        "body": " · ".join(filter(None, (place, when))),
        "url": reverse("orders:assignment", args=[assignment.pk]),
        "tag": tag,
    }
