"""Everything that an order holds about its customer, for the customer: as data, and to read.

Of other people nothing but their names. What the company told Rada in confidence is named, not quoted.
Other modules that hold something of a customer put a function into `SECTIONS`.
"""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage

from orders import payloads, selectors
from orders.models import Assignment, Event, EventKind, Order
from orders.services import attachments
from orders.wording import event_line
from orders.wording.timeline import who
from partners.actors import customer_of
from partners.areas import ward_label
from rada.lib.phones import display_phone
from rada.platform.models import StoredFile
from rada.web.clock import VIETNAM

MOST_PHOTOS = 200
MOST_BYTES = 200 * 1024 * 1024
IN_MEMORY = 4 * 1024 * 1024
STYLES = "rada.css"
IN_CONFIDENCE = (EventKind.DISAGREEMENT_REPORTED, EventKind.COMPLAINT_INFO_REQUESTED)
Section = Callable[[Order], list[dict[str, Any]]]


@dataclass(frozen=True)
class Copy:
    """What is handed over: plain data, and the photos it names, by their names in the archive."""

    content: dict[str, Any]
    photos: dict[str, StoredFile]


def copy_of(order: Order, *, now: datetime) -> Copy:
    """The whole copy, read at one moment; photos beyond what one archive holds are counted in `photos_left_out`."""
    photos: dict[str, StoredFile] = {}
    left_out: list[int] = []
    jobs = [job for job in selectors.assignments_visible_to(customer_of(order.pk)) if job.accepted_at is not None]
    companies = [_company(job, photos, left_out) for job in sorted(jobs, key=lambda job: job.created_at)]
    asked = [each.file for each in order.photos.select_related("file")]
    content = {
        "made_at": now,
        "order": {**_order(order), "photos": list(_named(asked, photos, left_out))},
        "companies": companies,
        **{name: section(order) for name, section in SECTIONS.items()},
        "photos_left_out": len(left_out),
    }
    return Copy(content, photos)


def archive(copy: Copy, page: str) -> IO[bytes]:
    """A zip with the data, the page to read and print with its styles, and the photos; small ones stay in memory."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 — whoever serves it closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("data.json", json.dumps(copy.content, ensure_ascii=False, indent=2, default=_told))
        zipped.writestr("index.html", page)
        if styles := finders.find(STYLES):
            zipped.write(str(styles), STYLES)
        for name, stored in copy.photos.items():
            _add_photo(zipped, name, stored)
    file.seek(0)
    return file  # type: ignore[return-value]


def _add_photo(zipped: zipfile.ZipFile, name: str, stored: StoredFile) -> None:
    """Photos are packed already; one whose file is gone is left out."""
    try:
        with default_storage.open(stored.storage_name) as source:
            zipped.writestr(name, source.read(), zipfile.ZIP_STORED)
    except OSError:
        return


def _order(order: Order) -> dict[str, Any]:
    return {
        "code": order.code,
        "service": str(order.service),
        "state": order.get_state_display(),
        "asked_at": order.created_at,
        "wanted_from": order.wanted_from,
        "wanted_to": order.wanted_to,
        "name": order.customer_name,
        "phone": display_phone(order.customer_phone) if order.customer_phone else "",
        "address": order.address,
        "ward": ward_label(order.ward) if order.ward else "",
        "description": order.description,
    }


def _company(job: Assignment, photos: dict[str, StoredFile], left_out: list[int]) -> dict[str, Any]:
    events = selectors.timeline_of(job)
    shown = attachments.photos_of(events)
    receipts = dict(job.photos.filter(file__isnull=False).values_list("event_id", "file_id"))
    files = StoredFile.objects.in_bulk(list(receipts.values()))
    told = []
    for event in events:
        beside = [each.file for each in shown.get(event.pk, [])]
        beside += [files[receipts[event.pk]]] if event.pk in receipts else []
        told.append({**_event(event), "photos": list(_named(beside, photos, left_out))})
    technician = str(job.technician.user) if job.technician else ""
    return {"company": job.partner.name, "technician": technician, "status": job.get_status_display(), "events": told}


def _named(beside: list[StoredFile], photos: dict[str, StoredFile], left_out: list[int]) -> Iterator[str]:
    for stored in beside:
        whole = sum(each.size for each in photos.values()) + stored.size
        if len(photos) >= MOST_PHOTOS or whole > MOST_BYTES:
            left_out.append(stored.pk)
            continue
        name = f"photos/{len(photos) + 1:03}.jpg"
        photos[name] = stored
        yield name


def _event(event: Event) -> dict[str, Any]:
    texts = {remark.field: remark.text for remark in event.remarks.all()}
    if event.kind in IN_CONFIDENCE:
        return {"at": event.at, "by": who(event.actor), "words": event.get_kind_display(), "facts": {}}
    words = event_line(event, texts)
    return {"at": event.at, "by": who(event.actor), "words": words, "facts": _facts(event, texts)}


def _facts(event: Event, texts: dict[str, str]) -> dict[str, Any]:
    """What the event says by numbers, with the words that lie beside it in their places."""
    extra = json.loads(texts.get("extra") or "{}")
    facts = {name: value for name, value in event.payload.items() if name != "extra"}
    for name in payloads.text_hashes(event.payload):
        if name in facts:
            facts[name] = texts.get(name, "")
    if isinstance(facts.get("lines"), list):
        named = extra.get("lines") or {}
        facts["lines"] = [{**line, **named.get(str(index), {})} for index, line in enumerate(facts["lines"])]
    if isinstance(facts.get("warranty"), dict):
        facts["warranty"] = {**facts["warranty"], "terms": texts.get("warranty.terms", "")}
    more = {name: value for name, value in extra.items() if name not in {"lines", "warranty", attachments.FIELD}}
    return {**more, **facts}


def _requests(order: Order) -> list[dict[str, Any]]:
    asked = order.data_requests.order_by("asked_at")
    return [
        {"kind": each.get_kind_display(), "asked_at": each.asked_at, "state": each.get_state_display()}
        for each in asked
    ]


def _told(at: datetime) -> str:
    return at.astimezone(VIETNAM).isoformat(timespec="seconds")


def _consents(order: Order) -> list[dict[str, Any]]:
    given = order.consents.order_by("given_at", "pk")
    return [
        {
            "purpose": each.get_purpose_display(),
            "given_at": each.given_at,
            "way": each.get_way_display(),
            "words": each.text,
        }
        for each in given
    ]


def _calls(order: Order) -> list[dict[str, Any]]:
    made = order.calls.order_by("called_at", "pk")
    return [{"called_at": each.called_at, "outcome": each.get_outcome_display(), "words": each.note} for each in made]


def _reviews(order: Order) -> list[dict[str, Any]]:
    found = selectors.reviews_of(customer_of(order.pk)).order_by("given_at")
    return [{"stars": each.stars, "given_at": each.given_at, "words": each.text} for each in found]


SECTIONS: dict[str, Section] = {
    "consents": _consents, "reviews": _reviews, "requests": _requests, "calls": _calls
}  # fmt: skip
