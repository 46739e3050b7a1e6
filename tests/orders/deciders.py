"""People of Rada's by role, for tests of what each may decide."""

from __future__ import annotations

from django.contrib.auth.models import Group

from partners.models import User
from rada.desk.roles import create_roles


def somebody_of(role: str, name: str = "") -> User:
    """A new person of this role; named by it unless told otherwise."""
    create_roles()
    user = User(username=name or role, is_staff=True)
    user.set_unusable_password()
    user.save()
    user.groups.add(Group.objects.get(name=role))
    return user
