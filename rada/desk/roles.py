"""The roles of operations as groups: triage, quality lead, finance view, administrator."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction

# Each table with what a role may do to it beside viewing it. Accounts and groups are nobody's here: superusers alone
# open those pages; members neither, since whoever may add one may act for any partner.
EVERYTHING: dict[str, str] = {
    "orders": "order orderinneed customercall assignment breach rulemode oddreport closure platformfault policyversion "
    "policydraft trial stamproll stamp photocheck review datarequest legalhold erasure",
    "partners": "partner member termsversion announcedleave charterversion charterclause chartersignature service "
    "servicecategory",
    "platform": "notice delivery accesstoken",
    "complaints": "appeal complaint firstanswer complaintstep complaintnote remedy cannedreply staffskill measure "
    "scorecard scoreversion",
}
FINANCE: dict[str, str] = {
    "orders": "order assignment breach",
    "partners": "partner termsversion",
    "complaints": "scorecard",
}
FIGURES = "orders.export_breach"
SETTLING = {
    "orders.change_oddreport",
    "orders.add_breachdecision",
    "orders.change_photocheck",
    "orders.add_stampdecision",
    "orders.take_order",
    "orders.reoffer_order",
    "orders.act_for_customer",
    "orders.add_customercall",
    "orders.add_platformfault",
    "platform.change_accesstoken",
    "complaints.add_complaint",
    "complaints.change_complaint",
    "complaints.close_complaint",
    "complaints.change_remedy",
}
LEADING = {
    "complaints.decide_appeal",
    "complaints.add_cannedreply",
    "complaints.change_cannedreply",
    "complaints.add_staffskill",
    "complaints.change_staffskill",
    "complaints.take_measure",
    "complaints.add_scoreversion",
    "orders.add_closure",
    "orders.change_closure",
    "orders.add_reviewruling",
    "orders.add_policyversion",
    FIGURES,
    "orders.add_rulemode",
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
    "desk.view_journalentry",
    "orders.view_viewing",
    *(f"platform.view_{table}" for table in ("webhookendpoint", "webhookevent", "webhooktry")),
    "platform.add_webhookendpoint",
    "platform.change_webhookendpoint",
    "platform.view_integration",
    "platform.add_integration",
    "platform.change_integration",
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
    "finance view": _view(FINANCE) | {FIGURES},
    "administrator": _view(EVERYTHING) | SETTLING | LEADING | KEEPING,
}


def after_migrating(**signal: Any) -> None:
    """Every `migrate` leaves the four groups as they stand here."""
    create_roles()


@transaction.atomic
def create_roles() -> list[Group]:
    """Make the groups, or bring their permissions back to what they should be. Members stay.

    Where nothing differs nothing is written. Permissions of tables that are not migrated yet are passed over.
    """
    known = {
        f"{permission.content_type.app_label}.{permission.codename}": permission.pk
        for permission in Permission.objects.select_related("content_type")
    }
    Group.objects.bulk_create([Group(name=name) for name in ROLES], ignore_conflicts=True)
    groups = list(Group.objects.filter(name__in=ROLES).prefetch_related("permissions"))
    for group in groups:
        wanted = {known[code] for code in ROLES[group.name] if code in known}
        if wanted != {permission.pk for permission in group.permissions.all()}:
            group.permissions.set(wanted)
    return groups
