"""Two partners side by side with a row behind every address, and the address of each side's own row."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.urls import URLPattern, get_resolver, reverse

from complaints.models import AppealPhoto
from complaints.services import appeals
from orders.models import OrderPhoto
from orders.photos import intake
from orders.services import complaints, receipt_photos, receipts
from partners.services import charter, invitations, leave
from rada.web.clock import VIETNAM
from tests.access_table import BY_LINK, NAMES_A_CLAUSE
from tests.api.calling import an_app_of
from tests.factories import the_customer
from tests.partners.charter_page import page
from tests.portal import Side, a_side, a_stored_photo


def whole_sides(*marks: str, now: datetime) -> list[Side]:
    """A side for each mark, with everything that an address may name: leave, receipt, photo, complaint, appeal."""
    charter.publish(charter.draft_from(page()).version)
    sides = [a_side(mark, now) for mark in marks]
    tomorrow = (now + timedelta(days=1)).astimezone(VIETNAM).date()
    for number, side in enumerate(sides):
        leave.announce(tomorrow, tomorrow, by=side.owner, reason=f"Leave {side.mark}")
        disputed(side)
        line = {"code": None, "unit_price": 250_000, "qty": 1, "name": f"Receipt {side.mark}"}
        receipts.issue(side.job, by=side.owner, lines=[line], total=250_000)
        photographed(side)
        photo = a_stored_photo(f"Request photo {side.mark}".encode())
        OrderPhoto.objects.create(order=side.job.order, file=photo)
        an_app_of(side.owner)
        invited = {"full_name": f"Invited {side.mark}", "phone": f"+8495000077{number}", "role": "technician"}
        invitations.invite(**invited, by=side.owner)
    return sides


def disputed(side):
    """Its customer complains, and it appeals against its breach with a photo."""
    told = f"Complaint {side.mark}"
    complaints.open_complaint(side.job, by=the_customer(side.job.order), complaint="k", category="price", text=told)
    photo = a_stored_photo(f"Appeal photo {side.mark}".encode())
    appeals.file(breach_of(side), by=side.owner, text=f"Appeal {side.mark}", files=[photo])


def photographed(side):
    """Its customer photographs the receipt; no stamp can be read on it."""
    taken = intake.Taken(a_stored_photo(f"Receipt photo {side.mark}".encode()))
    receipt_photos.upload(side.job, by=the_customer(side.job.order), taken=taken)


def breach_of(side):
    """The breach that every side has."""
    return side.broken.breaches.get(rule="A2.cancelled")


def addresses():
    """Every named address outside Django's own admin and the API, with its view and whether it names a row."""
    return {name: pattern for name, pattern in _walk(get_resolver().url_patterns) if not name.startswith("admin:")}


def _walk(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        elif pattern.namespace not in {"admin", "api"}:
            yield from _walk(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)


def address_of(name, side):
    """The address of one side's own row."""
    if name in NAMES_A_CLAUSE:
        return reverse(name, args=NAMES_A_CLAUSE[name])
    pattern = addresses()[name]
    if not pattern.pattern.converters:
        return reverse(name)
    if name == "partners:leave_withdraw":
        return reverse(name, args=[side.partner.leaves.get().pk])
    if name == "partners:partner":
        return reverse(name, args=[side.partner.slug])
    if name.startswith("partners:"):
        return reverse(name, args=[person_of(name, side)])
    if name == "orders:receipt":
        return reverse(name, args=[side.job.pk, 1])
    if name in BY_LINK:
        args = ["made-up"] if name == "orders:customer_door" else [side.job.order.code, side.job.events.first().pk]
        return reverse(name, args=args[: len(pattern.pattern.converters)])
    if name == "orders:photo":
        return reverse(name, args=[side.job.pk, side.photo.pk])
    if name == "orders:receipt_photo":
        return reverse(name, args=[side.job.pk, side.job.photos.get().pk])
    rows = {
        "orders:breach": breach_of,
        "orders:breach_sheet": breach_of,
        "orders:breach_pdf": breach_of,
        "orders:request_photo": lambda side: side.job.order.photos.get(),
        "complaints:appeal": breach_of,
        "complaints:appeal_photo": lambda side: AppealPhoto.objects.filter(appeal__breach=breach_of(side)).first(),
        "complaints:complaint": lambda side: side.job.events.filter(kind="complaint_opened").first(),
    }
    row = rows.get(name, lambda side: side.job)(side)
    return reverse(name, args=[row.pk if row is not None else 10**12])


def person_of(name, side):
    """The number of one side's member, invitation, device or app (of nobody's where the owner is not signed in)."""
    if name == "partners:app_end":
        return getattr(side.owner.user.app_sessions.first(), "pk", 10**9)
    if name == "partners:device_end":
        return getattr(side.owner.user.devices.first(), "pk", 10**9)
    return side.partner.invitations.get().pk if "invitation" in name else side.technician.member_id
