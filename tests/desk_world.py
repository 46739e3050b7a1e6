"""A row behind every table of operations, made once for a whole module."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.admin.models import CHANGE
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from complaints.models import Measure, ScoreVersion
from orders.models import Breach, Closure, Erasure, LegalHold, Review
from orders.services import closures, data_requests, links, stamps
from partners.models import CharterVersion, Service, ServiceCategory, User
from rada.desk.models import JournalEntry
from tests.factories import MINUTE, MONDAY, an_offer, reported, the_customer
from tests.portal import Side
from tests.two_sides import whole_sides

NOW = MONDAY + timedelta(hours=2)


def a_whole_desk() -> Side:
    """One side with everything that a partner sees, and beside it one row of each table that only the desk knows."""
    (side,) = whole_sides("Canary", now=NOW)
    order, job = side.job.order, side.job
    root = User.objects.create(username="writer", is_staff=True, is_superuser=True, password="!")
    Breach.objects.create(
        assignment=job, partner=side.partner, rule="B4.part_differs", clause="B4", subject="p", occurred_at=NOW,
        severity="major", state=Breach.State.TO_CHECK, points=0, found_at=NOW,
    )  # fmt: skip
    reported(an_offer(at=NOW), ("early", "arrived", NOW + MINUTE, "partner"), at=NOW + 2 * MINUTE)
    closures.declare(
        starts_at=NOW, ends_at=NOW + timedelta(hours=1), reason=Closure.Reason.STORM, note="", wards=[], order=None,
        by=root,
    )  # fmt: skip
    CharterVersion.objects.create(number=99, digest="draft", created_at=NOW)
    data_requests.ask(order, by=the_customer(order), kind="deletion")
    LegalHold.objects.create(order=order, reason="authority", placed_at=NOW, placed_by=root)
    Erasure.objects.create(order=order, extent="photos", reason="term", erased_at=NOW, erased_by=None)
    Review.objects.create(
        assignment=side.broken,
        partner=side.partner,
        stars=1,
        text="Canary",
        is_public=True,
        given_at=NOW,
        changed_at=NOW,
    )
    stamps.issue_roll(side.partner, size=4, by=root, at=NOW)
    links.issue(order)
    Service.objects.update(category=ServiceCategory.objects.create(name_vi="Lạnh", name_en="Cooling", slug="cooling"))
    Measure.objects.create(partner=side.partner, step="remind", proposed_at=NOW, points=3)
    ScoreVersion.objects.create(number=1, starts_at=NOW, created_at=NOW)
    AccessAttempt.objects.create(username="canary", ip_address="192.0.2.1", failures_since_start=1)
    JournalEntry.objects.create(
        user=root, content_type=ContentType.objects.get_for_model(type(order)), object_id=str(order.pk),
        object_repr=order.code, action_flag=CHANGE, change_message='{"act": "change", "about": "", "changes": {}}',
        action_time=NOW,
    )  # fmt: skip
    return side


# Where not the first row of a table is the one that something can be done about.
CHOSEN: dict[str, dict[str, Any]] = {
    "partners.user": {"username": "writer"},
    "orders.breach": {"state": Breach.State.TO_CHECK},
    "orders.oddreport": {"settled_at__isnull": True},
    "partners.charterversion": {"status": "draft"},
}


def row_of(label: str) -> Model:
    """The row of a table by which its pages are tried. A table without one needs its line above."""
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    row = model._default_manager.filter(**CHOSEN.get(label, {})).order_by("pk").first()
    assert row is not None, f"tests.desk_world makes no row of {label}"
    return row
