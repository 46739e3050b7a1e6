"""A row behind every table of operations, made once for a whole module."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.admin.models import CHANGE
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model

from complaints.models import CannedReply, Complaint, Measure, Remedy, SavedFilter, ScoreVersion, StaffSkill
from orders.models import Breach, Closure, Erasure, LegalHold, PolicyDraft, Review, RuleMode, Trial
from orders.services import closures, data_requests, faults, links, stamps
from partners.actors import actor_of
from partners.models import CharterVersion, Service, ServiceCategory, User
from rada.desk.models import JournalEntry
from rada.platform import integrations
from tests.factories import MINUTE, MONDAY, an_offer, reported, the_customer
from tests.portal import Side
from tests.two_sides import whole_sides
from tests.webhooks.receiver import an_endpoint, tell

NOW = MONDAY + timedelta(hours=2)


def papers_and_words(side: Side, root: User) -> None:
    """What is asked about a customer's data, and a review."""
    order = side.job.order
    data_requests.ask(order, by=the_customer(order), kind="deletion")
    LegalHold.objects.create(order=order, reason="authority", placed_at=NOW, placed_by=root)
    Erasure.objects.create(order=order, extent="photos", reason="term", erased_at=NOW, erased_by=None)
    Review.objects.create(
        assignment=side.broken, partner=side.partner, stars=1, text="Canary", is_public=True, given_at=NOW,
        changed_at=NOW,
    )  # fmt: skip


def a_whole_desk(now: datetime = NOW) -> Side:
    """One side with everything that a partner sees, and beside it one row of each table that only the desk knows."""
    (side,) = whole_sides("Canary", now=now)
    order, job = side.job.order, side.job
    root = User.objects.create(username="writer", is_staff=True, is_superuser=True, password="!")
    Breach.objects.create(
        assignment=job, partner=side.partner, rule="A2.asked_to_cancel", clause="A2", subject="p", occurred_at=NOW,
        facts={"cancelled_by": "partner"}, severity="major", state=Breach.State.TO_CHECK, points=0, found_at=NOW,
    )  # fmt: skip
    reported(an_offer(at=NOW), ("early", "arrived", NOW + MINUTE, "partner"), at=NOW + 2 * MINUTE)
    exempt(root)
    CharterVersion.objects.create(number=99, digest="draft", created_at=NOW)
    papers_and_words(side, root)
    stamps.issue_roll(side.partner, size=4, by=root, at=NOW)
    links.issue(order)
    Service.objects.update(category=ServiceCategory.objects.create(name_vi="Lạnh", name_en="Cooling", slug="cooling"))
    Measure.objects.create(partner=side.partner, step="remind", proposed_at=NOW, points=3)
    ScoreVersion.objects.create(number=1, starts_at=NOW, created_at=NOW)
    a_desk_of_complaints(root)
    drafted(root)
    AccessAttempt.objects.create(username="canary", ip_address="192.0.2.1", failures_since_start=1)
    JournalEntry.objects.create(
        user=root, content_type=ContentType.objects.get_for_model(type(order)), object_id=str(order.pk),
        object_repr=order.code, action_flag=CHANGE, change_message='{"act": "change", "about": "", "changes": {}}',
        action_time=NOW,
    )  # fmt: skip
    told_by_webhook()
    return side


def a_desk_of_complaints(root: User) -> None:
    """A remedy that was promised, a canned reply, and somebody to whom complaints are given."""
    complaint = Complaint.objects.order_by("pk").first()
    Remedy.objects.create(complaint=complaint, kind="redo", promised_at=NOW, promised_by=root, follow_up_at=NOW)
    CannedReply.objects.create(title="Canary", text="Rõ")
    StaffSkill.objects.create(user=root, categories=["price"])


def exempt(root: User) -> None:
    """A storm, and a fault of the platform about which nobody has decided."""
    closures.declare(
        starts_at=NOW, ends_at=NOW + timedelta(hours=1), reason=Closure.Reason.STORM, note="", wards=[], order=None,
        by=root,
    )  # fmt: skip
    faults.record(starts_at=NOW, ends_at=NOW + timedelta(hours=1), touched="all", note="Canary", by=actor_of(root))


def drafted(root: User) -> None:
    """A policy draft, its trial that runs, a rule that was switched, and a program that calls the API."""
    integrations.make("Canary", scopes=["orders:read"], days=30)
    draft = PolicyDraft.objects.create(note="Canary", updated_by=root, updated_at=NOW)
    Trial.objects.create(draft=draft, judged_at=NOW, started_by=root, started_at=NOW)
    RuleMode.objects.create(rule="A1.unanswered", mode="live", set_at=NOW, set_by=root, note="Canary")


def told_by_webhook() -> None:
    """An endpoint, and an event that it has taken."""
    endpoint = an_endpoint("https://hooks.example/canary", at=NOW)
    tell("Canary", at=NOW)
    endpoint.events.update(state="delivered", attempts=1, finished_at=NOW)
    endpoint.events.get().tries.create(tried_at=NOW, status=200)


def kept_filters(user: User) -> None:
    """A view of the queue that is this person's own."""
    SavedFilter.objects.create(user=user, name=user.username, query="tab=soon")


# Where not the first row of a table is the one that something can be done about.
CHOSEN: dict[str, dict[str, Any]] = {
    "partners.user": {"username": "writer"},
    "orders.breach": {"state": Breach.State.TO_CHECK},
    "orders.oddreport": {"settled_at__isnull": True},
    "orders.orderinneed": {
        "assignments__events__oddity__settled_at__isnull": True,
        "assignments__events__oddity__isnull": False,
    },
    "partners.charterversion": {"status": "draft"},
}


def own_part(name: str, role: str) -> list[Any] | None:
    """What an address names where that is no row of its table: a rule, or a filter that each person keeps."""
    if name == "orders_rulemode_rule":
        return ["A1.unanswered"]
    if name == "complaints_complaint_remove_filter":
        return [(SavedFilter.objects.filter(user__username=role).first() or SavedFilter.objects.latest("pk")).pk]
    return None


def row_of(label: str) -> Model:
    """The row of a table by which its pages are tried. A table without one needs its line above."""
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    row = model._default_manager.filter(**CHOSEN.get(label, {})).order_by("pk").first()
    assert row is not None, f"tests.desk_world makes no row of {label}"
    return row
