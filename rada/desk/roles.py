"""The roles of operations as groups: triage, quality lead, finance view, administrator."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction

# Each table with what a role may do to it beside viewing it. Accounts and groups are nobody's here: superusers alone
# open those pages; members neither, since whoever may add one may act for any partner.
EVERYTHING: dict[str, str] = {
    "orders": "order assignment breach oddreport closure policyversion stamproll stamp photocheck review "
    "datarequest legalhold erasure policydraft trial",
    "partners": "partner member termsversion announcedleave charterversion charterclause chartersignature service "
    "servicecategory",
    "platform": "notice delivery accesstoken",
    "complaints": "appeal",
}
FINANCE: dict[str, str] = {"orders": "order assignment breach", "partners": "partner termsversion"}
SETTLING = {
    "orders.change_oddreport",
    "orders.add_breachdecision",
    "orders.change_photocheck",
    "orders.add_stampdecision",
    "platform.change_accesstoken",
}
LEADING = {
    "complaints.decide_appeal",
    "orders.add_closure",
    "orders.change_closure",
    "orders.add_reviewruling",
    "orders.add_policyversion",
    "orders.add_policydraft",
    "orders.add_trial",
    "orders.add_datarequest",
    "orders.answer_datarequest",
    "orders.add_legalhold",
    "orders.change_legalhold",
    "partners.change_charterversion",
    "partners.add_announcedleave",
    "partners.change_announcedleave",
    "partners.change_partner",
}
KEEPING = {
    "orders.add_stamproll",
    *(f"partners.{verb}_{table}" for verb in ("add", "change") for table in ("partner", "service")),
    "partners.add_servicecategory",
    "partners.change_servicecategory",
}


def _view(tables: dict[str, str]) -> set[str]:
    return {f"{app}.view_{table}" for app, names in tables.items() for table in names.split()}


ROLES: dict[str, set[str]] = {
    "triage": _view(EVERYTHING) | SETTLING,
    "quality lead": _view(EVERYTHING) | SETTLING | LEADING,
    "finance view": _view(FINANCE),
    "administrator": _view(EVERYTHING) | SETTLING | LEADING | KEEPING,
}


@transaction.atomic
def create_roles() -> list[Group]:
    """Make the groups, or bring their permissions back to what they should be. Members stay."""
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    groups = []
    for name, wanted in ROLES.items():
        group, _is_new = Group.objects.get_or_create(name=name)
        group.permissions.set([known[code] for code in sorted(wanted)])
        groups.append(group)
    return groups
