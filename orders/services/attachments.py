"""Photos beside events: a message's, or a part's before and after.

event = timeline.record(assignment, EventKind.MESSAGE, ..., fields={"text": text, **attachments.named(files)})
attachments.attach(event, files, Attachment.Role.MESSAGE)             # in the same transaction
photos = attachments.photos_of(events)                                # {event.pk: [Attachment, ...]}, one query
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet

from orders import selectors
from orders.models import Attachment, Event
from partners.actors import Actor
from rada.platform.models import StoredFile

FIELD = "photos"


def named(*files: Sequence[StoredFile]) -> dict[str, Any]:
    """What an event says of its photos, for the deletable remark: the SHA-256 of each as it was sent.

    Several lists (an old part's photos, a new part's) follow one another as they are attached. Without photos nothing.
    """
    digests = [stored.digest for each in files for stored in each]
    return {FIELD: digests} if digests else {}


def attach(event: Event, files: Sequence[StoredFile], role: str) -> list[Attachment]:
    """Put photos beside an event that names them; must run in the event's transaction."""
    return Attachment.objects.bulk_create(
        Attachment(assignment_id=event.assignment_id, event=event, file=stored, role=role, position=position)
        for position, stored in enumerate(files)
    )


def visible_to(actor: Actor) -> QuerySet[Attachment]:
    """The photos of the orders this actor sees."""
    seen = selectors.assignments_visible_to(actor).order_by().values("pk")
    return Attachment.objects.filter(assignment_id__in=seen).select_related("file")


def photos_of(events: Iterable[Event]) -> dict[int, list[Attachment]]:
    """The photos of these events by the event's primary key, in one query; events without photos are left out."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    beside = Attachment.objects.filter(event__in=[event.pk for event in events]).select_related("file")
    for attachment in beside.order_by("event_id", "pk"):
        found[attachment.event_id].append(attachment)
    return dict(found)
