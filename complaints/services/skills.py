"""What complaints a colleague is given when they are shared out."""

from __future__ import annotations

from collections.abc import Sequence

from complaints import permissions
from complaints.models import StaffSkill
from complaints.services.handing import NotTheirs
from orders.codes import CATEGORIES
from partners.actors import Actor, actor_of
from partners.models import User
from rada.platform.idempotency import Key, once


@once
def save(
    skill: StaffSkill,
    *,
    by: Actor,
    user: User,
    categories: Sequence[str],
    is_available: bool,
    key: Key | None = None,
) -> int:
    """Keep what a colleague can do, new or changed. Returns its primary key.

    Raises PermissionDenied, NotTheirs for somebody who does not work on complaints, ValueError for another category.
    """
    permissions.require(permissions.can_edit_skills(by))
    if not permissions.can_handle_complaint(actor_of(user)):
        raise NotTheirs(str(user))
    if set(categories) - set(CATEGORIES):
        raise ValueError(categories)
    skill.user, skill.is_available = user, is_available
    skill.categories = [each for each in CATEGORIES if each in set(categories)]
    skill.save()
    return skill.pk
