"""The accounts to sign in with, one line each, and what to look at with them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from rada.desk.demo import content
from rada.desk.demo.people import PASSWORD
from rada.lib.phones import display_phone, parse_phone


@dataclass(frozen=True)
class Account:
    """Who signs in, as what, and what there is to see."""

    role: str
    username: str
    phone: str
    look_at: str


def accounts() -> list[Account]:
    """The accounts worth trying first."""
    first, others = content.partners()[0], content.partners()[1:3]
    own = [_account(member, first.name) for member in first.members]
    more = [replace(_account(each.members[0], each.name), look_at=_("a quieter day")) for each in others]
    simulated = content.simulated_partners()[0]
    watched = Account(
        _("owner, %(partner)s") % {"partner": simulated.name},
        simulated.members[0].username,
        "",
        _("what the simulation does: run manage.py simulate, and watch breaches appear"),
    )
    return [*own, *more, watched, *_staff()]


def lines() -> list[str]:
    """One line per account, in columns, and the one password at the end."""
    rows = [(each.role, " / ".join(filter(None, [each.username, each.phone])), each.look_at) for each in accounts()]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)]
    told = [f"{role:<{widths[0]}}  {name:<{widths[1]}}  {look_at}" for role, name, look_at in rows]
    return [*told, _("The password of every account: %(password)s") % {"password": PASSWORD}]


def _account(member: content.MemberEntry, partner: str) -> Account:
    role, look_at = {
        "owner": (_("owner, %(partner)s"), _("today's offers and clocks, appointments, breaches to read")),
        "dispatcher": (_("dispatcher, %(partner)s"), _("the same, without what is the owner's alone")),
        "technician": (_("technician, %(partner)s"), _("the orders given to them alone")),
    }[member.role]
    phone = display_phone(parse_phone(member.phone))
    return Account(role % {"partner": partner}, member.username, phone, look_at)


def _staff() -> list[Account]:
    admin = (_("administrator"), _("everything, under /admin/"))
    operations = (_("operations"), _("breaches with their evidence, orders and closures, under /admin/"))
    told = [(each, admin if each.is_admin else operations) for each in content.staff()]
    return [Account(role, each.username, "", look_at) for each, (role, look_at) in told]
