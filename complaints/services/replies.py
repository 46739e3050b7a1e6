"""Canned replies: texts with named variables, which are filled in on the server and can do nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

from complaints import permissions
from complaints.models import CannedReply, Complaint
from orders.services import timeline
from partners.actors import Actor
from rada.lib.text import clean
from rada.platform.idempotency import Key, once
from rada.web.wording import instant

LONGEST = 2000
VARIABLE = re.compile(r"\{([^{}]*)\}")
# The names are Vietnamese whoever writes: replies go to customers.
VARIABLES: dict[str, Callable[[Complaint, Actor], str]] = {
    "khách": lambda complaint, by: complaint.assignment.order.customer_name,
    "mã đơn": lambda complaint, by: complaint.assignment.order.code,
    "mã khiếu nại": lambda complaint, by: complaint.number,
    "đối tác": lambda complaint, by: complaint.assignment.partner.name,
    "hạn": lambda complaint, by: _due(complaint),
    "nhân viên": lambda complaint, by: by.user.get_full_name() if by.user else "",
}


class BadReply(timeline.Refused):
    """A reply that cannot be kept; its text says why."""


@once
def save(
    reply: CannedReply, *, by: Actor, title: str, text: str, category: str = "", is_active: bool = True,
    key: Key | None = None,
) -> int:  # fmt: skip
    """Keep a canned reply, new or changed. Returns its primary key. Raises PermissionDenied, BadReply."""
    permissions.require(permissions.can_edit_replies(by))
    written = clean(text).strip()
    if not written or not title.strip():
        raise BadReply(_("A canned reply needs a title and a text."))
    if len(written) > LONGEST:
        raise BadReply(_("The text is too long: at most %(count)s characters.") % {"count": LONGEST})
    if CannedReply.objects.filter(title=title.strip()).exclude(pk=reply.pk).exists():
        raise BadReply(_("There is a canned reply of this title."))
    require_known(written)
    reply.title, reply.text, reply.category, reply.is_active = title.strip(), written, category, is_active
    reply.save()
    return reply.pk


def require_known(text: str) -> None:
    """Raise BadReply where a text names a variable that there is not, or leaves a brace open."""
    for name in VARIABLE.findall(text):
        if name not in VARIABLES:
            known = ", ".join(f"{{{each}}}" for each in VARIABLES)
            raise BadReply(_("There is no variable {%(name)s}. Known are: %(known)s.") % {"name": name, "known": known})
    if "{" in VARIABLE.sub("", text) or "}" in VARIABLE.sub("", text):
        raise BadReply(_("A brace { } stands around the name of a variable, and nowhere else."))


def filled(reply: CannedReply, complaint: Complaint, *, by: Actor) -> str:
    """The reply with its variables filled in for this complaint; what is filled in is never read as a variable."""
    return VARIABLE.sub(lambda found: _value(found[1], complaint, by), reply.text)


def _value(name: str, complaint: Complaint, by: Actor) -> str:
    return VARIABLES[name](complaint, by) if name in VARIABLES else f"{{{name}}}"


def _due(complaint: Complaint) -> str:
    return instant(complaint.due_at) if complaint.due_at else ""
