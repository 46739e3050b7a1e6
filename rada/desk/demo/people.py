"""The demo's accounts: partners with their members, and Rada's staff. One password, printed, for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.hashers import make_password

from partners.actors import Actor, actor_of
from partners.models import Member, Partner, User
from rada.desk.demo import content
from rada.desk.roles import create_roles
from rada.lib.phones import parse_phone
from rada.lib.text import sort_key

PASSWORD = "rada-cung-tho"  # noqa: S105 — printed on purpose; the demo is refused in production
OPERATIONS = "quality lead"


@dataclass
class Cast:
    """Who plays: partners and the actors of their members, by the partner's key."""

    partners: dict[str, Partner] = field(default_factory=dict)
    owners: dict[str, Actor] = field(default_factory=dict)
    technicians: dict[str, Actor] = field(default_factory=dict)
    staff: Actor | None = None

    def join(self, entry: content.PartnerEntry) -> bool:
        """Let a partner join who is in the database already; False where it is not."""
        found = Member.objects.filter(user__username=entry.members[0].username).select_related("partner").first()
        if found is not None:
            self.add(entry, found.partner, {each.role: actor_of(each.user) for each in found.partner.members.all()})
        return found is not None

    def add(self, entry: content.PartnerEntry, partner: Partner, members: dict[str, Actor]) -> None:
        """Let a partner join."""
        self.partners[entry.key] = partner
        self.owners[entry.key] = members[Member.Role.OWNER]
        self.technicians[entry.key] = members.get(Member.Role.TECHNICIAN, members[Member.Role.OWNER])


def hire(entry: content.PartnerEntry, cast: Cast, *, password: str, at: datetime) -> Partner:
    """A partner with its members, as of an instant; `password` is hashed already."""
    partner = Partner.objects.create(
        name=entry.name,
        name_sort=sort_key(entry.name),
        kind=entry.kind,
        phone=parse_phone(entry.members[0].phone),
        address=content.homes(entry.province)[len(entry.name) % 9].address,
        created_at=at,
    )
    members = {}
    for member in entry.members:
        user = _account(member.username, member.name, password, at, phone=parse_phone(member.phone))
        Member.objects.create(partner=partner, user=user, role=member.role)
        members[member.role] = actor_of(user)
    cast.add(entry, partner, members)
    return partner


def employ(cast: Cast, *, password: str, at: datetime) -> None:
    """Rada's own people: an administrator, and one who looks after orders and may not change accounts."""
    roles = {group.name: group for group in create_roles()}
    for entry in content.staff():
        user = _account(entry.username, entry.name, password, at, is_staff=True, is_superuser=entry.is_admin)
        if not entry.is_admin:
            user.groups.add(roles[OPERATIONS])
            cast.staff = actor_of(user)


def hashed_password() -> str:
    """The one password, hashed once: hashing it for each account would take most of the seeding's time."""
    return make_password(PASSWORD)


def _account(username: str, name: str, password: str, at: datetime, **more: object) -> User:
    return User.objects.create(username=username, full_name=name, password=password, date_joined=at, **more)
