"""Parts that were put in, each by the line of the approved quote it belongs to, with photos of the old and the new."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from orders import permissions
from orders.models import Assignment, Attachment, EventKind
from orders.services import attachments, timeline
from partners.actors import Actor
from rada.platform.idempotency import Key, once
from rada.platform.models import StoredFile


class AlreadyRecorded(timeline.Refused):
    """A colleague recorded a part since the page was opened."""

    def __str__(self) -> str:
        return _(
            "A colleague has recorded a part meanwhile. Look at the parts below, then send yours if it is another."
        )


@once
def replace_part(
    assignment: Assignment,
    *,
    by: Actor,
    line: str | None,
    origin: str = "",
    brand: str = "",
    model: str = "",
    name: str = "",
    serial: str = "",
    old_photos: Sequence[StoredFile] = (),
    new_photos: Sequence[StoredFile] = (),
    after: int | None = None,
    key: Key | None = None,
) -> None:
    """Record a part that was put in, by the line of the approved quote it belongs to (None: none).

    `name`, `serial` and the photos stand beside the event. `after` is how many parts the sender had seen recorded;
    AlreadyRecorded is raised where there are more by now.
    """
    known = timeline.lock(assignment).events.filter(kind=EventKind.PART_REPLACED).count()
    if after is not None and after < known:
        permissions.require(permissions.can_work_on_assignment, by, assignment)
        raise AlreadyRecorded
    told = {"line": line, "origin": origin, "brand": brand, "model": model}
    beside = {field: text for field, text in (("name", name), ("serial", serial)) if text}
    event = timeline.record(
        assignment,
        EventKind.PART_REPLACED,
        by=by,
        permission=permissions.can_work_on_assignment,
        fields={**told, **beside, **attachments.named(old_photos, new_photos)},
    )
    attachments.attach(event, old_photos, Attachment.Role.OLD_PART)
    attachments.attach(event, new_photos, Attachment.Role.NEW_PART)
