"""`/metrics`: who may read it, and that what it says is true."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from complaints.models import Standing
from orders.models import Assignment, RunningClock
from orders.photos import intake
from orders.photos.refusals import PhotoRefused
from orders.services import sweeping
from rada.launcher.places import ROOT
from rada.platform import gauges
from rada.platform.models import Notice
from rada.web import clock
from tests.complaints.on_the_desk import complained
from tests.factories import DAY, HOUR, MINUTE, MONDAY, an_offer
from tests.orders.pictures import photo, sent

pytestmark = pytest.mark.django_db
TOKEN = "ein-langes-geheimnis"
NOTHING, MICROSECOND = timedelta(0), timedelta(microseconds=1)
COUNT = "rada_web_request_seconds_count"
LATE = {
    "rada_sweep_lag_seconds", "rada_unjudged_assignments", "rada_clocks_overdue", "rada_queue_age_seconds",
    "rada_outbox_age_seconds", "rada_outbox_failed",
}  # fmt: skip
READING = {"authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def numbers(answer):
    """What is said, by name and the values of its labels."""
    told = text_string_to_metric_families(answer.content.decode())
    return {(each.name, *each.labels.values()): each.value for family in told for each in family.samples}


def numbers_at(instant):
    with clock.standing_at(instant):
        return numbers(Client().get("/metrics", headers=READING))


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer another"}, {"authorization": f"Basic {TOKEN}"}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_without_its_token_there_is_nothing(token, headers, method):
    assert getattr(Client(), method)("/metrics", headers=headers).status_code == 404


def test_where_nothing_is_set_an_empty_token_opens_nothing():
    assert Client().get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_its_token_opens_it_for_reading_alone(token):
    read = Client().get("/metrics", headers=READING)
    written = Client().post("/metrics", headers=READING)

    assert (read.status_code, read.headers["Cache-Control"], written.status_code) == (200, "no-store", 405)


@pytest.mark.parametrize(
    ("address", "status"),
    [("10.1.2.3", 200), ("::ffff:10.1.2.3", 200), ("10.2.0.1", 404), ("fd00::1", 404), ("", 404)],
)
def test_a_machine_of_an_allowed_network_needs_no_token(settings, address, status):
    settings.METRICS_ALLOWED_NETWORKS = [ip_network("10.1.0.0/16")]

    assert Client(REMOTE_ADDR=address).get("/metrics").status_code == status


def test_behind_a_proxy_the_clients_own_word_for_its_address_counts_nothing(settings):
    settings.METRICS_ALLOWED_NETWORKS, settings.BEHIND_PROXY = [ip_network("10.1.0.0/16")], True

    answer = Client(REMOTE_ADDR="10.1.2.3").get("/metrics", headers={"x-forwarded-for": "10.1.2.3, 203.0.113.9"})

    assert answer.status_code == 404


def test_in_a_house_at_rest_nothing_is_late(token):
    told = numbers_at(MONDAY)

    late = {name: number for name, number in told.items() if name[0] in LATE}
    assert told["rada_database_up",] == 1
    assert {name for name, *_labels in late} == LATE
    assert set(late.values()) == {0}


def test_the_sweeps_lag_counts_from_the_oldest_due_judging(token):
    for minutes in (5, 7):
        offer = an_offer(at=MONDAY)
        Assignment.objects.filter(pk=offer.pk).update(judge_after=MONDAY + minutes * MINUTE)

    told = [numbers_at(MONDAY + minutes * MINUTE)["rada_sweep_lag_seconds",] for minutes in (4, 5, 15)]

    assert told == [0, 0, 600]


def test_clocks_that_ran_out_are_overdue_until_they_are_judged(token):
    an_offer(at=MONDAY)
    due = RunningClock.objects.get().due_at

    before, after = numbers_at(due), numbers_at(due + MICROSECOND)
    with clock.standing_at(due + MINUTE):
        sweeping.sweep()
    judged = numbers_at(due + MINUTE)

    assert [told["rada_clocks_overdue", "partner"] for told in (before, after, judged)] == [0, 1, 0]


def test_what_cannot_be_judged_is_counted(token):
    offer = an_offer(at=MONDAY)
    Assignment.objects.filter(pk=offer.pk).update(judge_failures=3)

    assert numbers_at(MONDAY)["rada_unjudged_assignments",] == 1


def test_a_complaint_whose_step_is_late_is_overdue(token):
    complaint = complained()

    told = [numbers_at(complaint.due_at + late)["rada_clocks_overdue", "complaint"] for late in (NOTHING, MICROSECOND)]

    assert told == [0, 1]


def test_a_partner_whose_score_waits_makes_the_queue_older(token):
    partner = an_offer(at=MONDAY).partner
    Standing.objects.create(partner=partner, look_at=MONDAY)

    assert numbers_at(MONDAY + HOUR)["rada_queue_age_seconds", "scores"] == 3600


@pytest.mark.parametrize(
    ("changes", "age", "failed"),
    [
        ({}, 3600, 0),
        ({"hold_until": MONDAY + 10 * MINUTE}, 3000, 0),
        ({"hold_until": MONDAY + 2 * HOUR}, 0, 0),
        ({"sent_at": MONDAY}, 0, 0),
        ({"created_at": MONDAY - DAY}, 0, 0),
        ({"ended_at": MONDAY, "ended_why": "given_up"}, 0, 1),
        ({"ended_at": MONDAY, "ended_why": "overtaken"}, 0, 0),
    ],
)
def test_the_outbox_is_as_old_as_what_could_have_gone_out(token, changes, age, failed):
    fields = {"audience": "order:1", "subject": "link:1", "level": "order_link", "channel": "sms", "created_at": MONDAY}
    Notice.objects.create(**fields | changes)

    told = numbers_at(MONDAY + HOUR)

    assert (told["rada_outbox_age_seconds", "sms"], told["rada_outbox_failed", "sms"]) == (age, failed)
    assert (told["rada_outbox_age_seconds", "push"], told["rada_outbox_failed", "push"]) == (0, 0)


def test_a_sweep_that_goes_round_is_young(token):
    with clock.standing_at(MONDAY):
        sweeping.sweep()

    assert numbers_at(MONDAY + MINUTE)["rada_heartbeat_age_seconds", "sweep"] == 60


def test_every_number_is_found_by_an_index():
    with CaptureQueriesContext(connection) as asked:
        families = [gauge.family(MONDAY) for gauge in gauges.ALL if gauge is not gauges.HEARTBEAT_AGE]

    plans = {query["sql"]: plan_of(query["sql"]) for query in asked}
    assert len(families) == len(gauges.ALL) - 1
    assert [sql for sql, plan in plans.items() if "Seq Scan" in plan] == []


def plan_of(sql):
    """How PostgreSQL would do it where walking a whole table is the last resort."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_requests_are_counted_by_the_name_of_their_address_and_status(token):
    def counted():
        labels = [("home", "200"), ("none", "404"), ("orders:customer_door", "404")]
        return [REGISTRY.get_sample_value(COUNT, {"route": route, "status": status}) or 0 for route, status in labels]

    before = counted()
    for path in ("/", "/nowhere/", "/nowhere/else", f"/o/{'x' * 43}/"):
        Client().get(path)

    assert [after - earlier for after, earlier in zip(counted(), before, strict=True)] == [1, 2, 1]


@pytest.mark.parametrize(("content", "outcome"), [(photo(), "made"), (b"no photo at all", "refused")])
def test_a_photos_time_is_counted_by_what_came_of_it(settings, tmp_path, content, outcome):
    settings.PHOTO_WORK_DIR = tmp_path
    before = REGISTRY.get_sample_value("rada_photo_seconds_count", {"outcome": outcome}) or 0

    with suppress(PhotoRefused):
        intake.take(sent(content), by="user:1")

    assert REGISTRY.get_sample_value("rada_photo_seconds_count", {"outcome": outcome}) == before + 1


def test_the_page_of_operations_explains_every_number():
    told = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")

    names = [gauge.name for gauge in gauges.ALL]
    names += ["rada_database_up", "rada_web_request_seconds", "rada_photo_seconds"]
    assert [name for name in names if f"| `{name}" not in told] == []
