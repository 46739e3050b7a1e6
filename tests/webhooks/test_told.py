"""What is told: every event, breach, decision, appeal and change of a score, in the transaction of what happened."""

from __future__ import annotations

import json
import re
import socket
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from complaints.services import climbs
from orders.models import EventKind, RuleMode
from orders.services import offers, retention, rulings
from partners.actors import actor_of
from rada.platform.webhooks import kinds, outbox, pauses
from rada.platform.webhooks.models import WebhookEvent
from rada.platform.webhooks.outbox import Told
from rada.web import clock
from tests.desk import an_account
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_partner,
    an_engagement,
    an_offer,
    an_owner,
    reported,
    sweep_all,
)
from tests.two_sides import breach_of, whole_sides
from tests.webhooks.receiver import an_endpoint, tell

pytestmark = pytest.mark.django_db
ALL = [kind.name for kind in kinds.known()]
NOWHERE = "https://hooks.partner.example/rada"
DOCS = (Path(__file__).resolve().parents[2] / "docs" / "webhooks.md").read_text(encoding="utf-8")


def told(*names: str) -> list[tuple[str, str]]:
    """Kind and object of what was written, in its order; of these kinds alone where some are named."""
    rows = WebhookEvent.objects.order_by("pk").values_list("kind", "about")
    return [row for row in rows if not names or row[0] in names]


def test_an_act_is_told_with_its_codes_and_where_the_order_stands_now():
    an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    job = an_engagement(at=MONDAY)

    event = WebhookEvent.objects.get(kind="order.accepted")

    assert told() == [("order.offered", f"order:{job.order.code}"), ("order.accepted", f"order:{job.order.code}")]
    assert event.data == {
        "order": job.order.code,
        "assignment": job.pk,
        "partner": job.partner_id,
        "event": job.events.get(kind=EventKind.ACCEPTED).event_id,
        "actor": "partner",
        "at": "2026-03-02T02:01:00Z",
        "recorded_at": "2026-03-02T02:01:00Z",
        "status": "accepted",
    }


def test_reports_are_told_once_in_the_order_of_recording():
    an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    job = an_offer(at=MONDAY)
    late = [("b", "arrived", MONDAY + HOUR, "partner"), ("a", "accepted", MONDAY + MINUTE, "partner")]

    for _time in range(2):
        reported(job, *late, at=MONDAY + 2 * HOUR)

    assert told("order.arrived", "order.accepted") == [
        ("order.arrived", f"order:{job.order.code}"), ("order.accepted", f"order:{job.order.code}"),
    ]  # fmt: skip


def test_what_is_taken_back_with_its_transaction_is_not_told():
    an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    job = an_offer(at=MONDAY)

    with transaction.atomic():
        offers.accept(job, by=an_owner(job.partner))
        transaction.set_rollback(True)

    assert told("order.accepted") == []


def test_each_endpoint_gets_what_it_asked_for_and_a_partners_its_own():
    mine, other = a_partner(), a_partner()
    own = an_endpoint(NOWHERE, kinds=ALL, audience=f"partner:{mine.pk}", at=MONDAY)
    some = an_endpoint(NOWHERE, kinds=["order.accepted"], at=MONDAY)
    off = an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    off.state, off.off_reason = "off", "staff"
    off.save()

    for partner in (mine, other):
        an_engagement(partner=partner, at=MONDAY)

    got = {row.pk: [each.kind for each in row.events.order_by("pk")] for row in (own, some, off)}
    assert got == {
        own.pk: ["order.offered", "order.accepted"], some.pk: ["order.accepted", "order.accepted"], off.pk: [],
    }  # fmt: skip
    assert set(own.events.values_list("data__partner", flat=True)) == {mine.pk}


def test_an_event_has_one_id_at_every_endpoint():
    for _number in range(2):
        an_endpoint(NOWHERE, at=MONDAY)

    tell("remind", at=MONDAY)

    assert len(set(WebhookEvent.objects.values_list("message_id", flat=True))) == 1


def test_a_breach_is_told_when_it_is_found_and_decided_and_the_score_follows():
    an_endpoint(NOWHERE, kinds=["breach.found", "breach.decided", "score.changed"], at=MONDAY)
    job = reported(
        an_engagement(at=MONDAY), ("c", "cancelled", MONDAY + HOUR, "partner", {"reason": "x"}), at=MONDAY + HOUR
    )
    sweep_all(MONDAY + HOUR)
    breach = job.breaches.get(rule="A2.cancelled")
    with clock.standing_at(MONDAY + HOUR):
        climbs.propose()

    with clock.standing_at(MONDAY + DAY):
        rulings.waive(breach, by=actor_of(an_account("lead", is_superuser=True)), reason="agreed")
        climbs.propose()

    found, scored, decided, unscored = WebhookEvent.objects.order_by("pk")
    assert (found.kind, found.about, found.data["state"]) == ("breach.found", f"breach:{breach.pk}", "counted")
    assert (scored.kind, scored.data["points"] > 0, unscored.data["points"]) == ("score.changed", True, 0)
    assert (decided.kind, decided.data["decision"], decided.data["points"]) == ("breach.decided", "waived", 0)


def test_a_breach_in_the_shadow_is_told_to_nobody():
    an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    RuleMode.objects.create(rule="A2.cancelled", mode="shadow", set_at=MONDAY, set_by=an_account("lead"))
    job = an_engagement(at=MONDAY)

    reported(job, ("c", "cancelled", MONDAY + HOUR, "partner", {"reason": "x"}), at=MONDAY + HOUR)
    sweep_all(MONDAY + HOUR)

    assert job.breaches.filter(rule="A2.cancelled").exists()
    assert told("breach.found") == []


def test_nothing_that_is_told_names_a_person_or_quotes_anybody():
    """A whole side writes its mark into every name, text and address it has."""
    an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    with clock.standing_at(MONDAY + 2 * HOUR):
        (side,) = whole_sides("Canary", now=MONDAY + 2 * HOUR)
        appeal = breach_of(side).appeal

    written = json.dumps([event.data for event in WebhookEvent.objects.all()], ensure_ascii=False)

    assert ("appeal.filed", f"appeal:{appeal.pk}") in told()
    assert ("complaint.opened", f"complaint:{side.job.order.code}:k") in told()
    assert len({kind for kind, _about in told()}) == 10
    for private in ("Canary", "Trần Thị Hà", "912345678", "Hàng Bài", "chảy nước"):
        assert private not in written


def test_an_event_that_carries_something_else_than_its_kind_says_is_refused():
    with pytest.raises(ValueError, match=r"score\.changed"):
        outbox.tell([Told("score.changed", "score:1", "", {"customer_name": "Hà"})], at=MONDAY)
    with pytest.raises(KeyError):
        outbox.tell([Told("score.guessed", "score:1", "", {})], at=MONDAY)


def test_an_act_waits_for_no_receiver(monkeypatch):
    an_endpoint(NOWHERE, kinds=ALL, at=MONDAY)
    job = an_offer(at=MONDAY)
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_more: asked.append(where) or [])

    with clock.standing_at(MONDAY + MINUTE):
        offers.accept(job, by=an_owner(job.partner))

    assert (asked, told("order.accepted")) == ([], [("order.accepted", f"order:{job.order.code}")])


def test_telling_costs_one_statement_however_much_is_told(django_assert_num_queries):
    an_endpoint(NOWHERE, at=MONDAY)

    with django_assert_num_queries(1):
        tell(*map(str, range(50)), at=MONDAY)

    assert WebhookEvent.objects.count() == 50


def test_the_sweep_sends_without_celery():
    an_endpoint("https://127.0.0.1/hook", at=clock.now())
    tell("remind", at=clock.now())

    call_command("sweep")

    assert WebhookEvent.objects.get().attempts == 1


def test_events_go_after_their_term_with_their_tries():
    an_endpoint(NOWHERE, at=MONDAY)
    tell("old", at=MONDAY - 31 * DAY)
    tell("new", at=MONDAY - 29 * DAY)
    WebhookEvent.objects.get(data__step="old").tries.create(tried_at=MONDAY, status=200)

    retention.retain(MONDAY)

    assert [event.data["step"] for event in WebhookEvent.objects.all()] == ["new"]


def test_the_page_lists_every_kind_with_what_it_carries():
    rows = re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \| ([^|]+) \|$", DOCS, flags=re.MULTILINE)

    assert [(name, carried.strip()) for name, _title, carried in rows] == [
        (kind.name, ", ".join(kind.carries)) for kind in kinds.known()
    ]


def test_the_page_tells_the_pauses():
    (line,) = re.findall(r"^Pauses: (.+)\.$", DOCS, flags=re.MULTILINE)

    assert line.split(", ") == [spelled(pause) for pause in pauses.PAUSES]


def spelled(pause) -> str:
    seconds = int(pause.total_seconds())
    for unit, length in (("h", 3600), ("min", 60)):
        if seconds % length == 0:
            return f"{seconds // length} {unit}"
    return f"{seconds} s"
