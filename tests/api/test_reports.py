"""The two doors of the timeline by the API: reports in any order, batches answered one by one, sync by position."""

from __future__ import annotations

import random

import pytest

from orders.models import Breach, OddReport, RunningClock
from orders.services import offers, sweeping
from rada.web import clock
from rada.web.api.callers import Scope
from tests.api.calling import a_customer_of, an_app_of, an_integration
from tests.factories import DAY, HOUR, MINUTE, MONDAY, an_offer, an_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_day_later():
    with clock.standing_at(MONDAY + DAY):
        yield


@pytest.fixture
def job():
    job = an_offer(at=MONDAY)
    with clock.standing_at(MONDAY + MINUTE):
        offers.accept(job, by=an_owner(job.partner))
    return job


@pytest.fixture
def reporter():
    return an_integration(Scope.TIMELINE_REPORT, acting_for="rada")


def told(number, kind, after, actor="partner", **fields):
    return {"id": f"e{number}", "kind": kind, "at": (MONDAY + after).isoformat(), "actor": actor, **fields}


STORY = [
    told(1, "scheduled", 2 * MINUTE, arrive_from=str(MONDAY + HOUR), arrive_to=str(MONDAY + 2 * HOUR)),
    told(2, "message", 3 * MINUTE, "customer", needs_reply=True, text="Mấy giờ anh đến?"),
    told(3, "message", 2 * HOUR, text="Tôi đang đến"),
    told(4, "arrived", 4 * HOUR),
    told(5, "part_replaced", 4 * HOUR + MINUTE, line=None, origin="", brand="", model=""),
    told(6, "completed", 5 * HOUR),
]


def send(reporter, job, *events):
    answer = reporter.post(f"assignments/{job.pk}/reports", {"events": list(events)})
    assert answer.status_code == 200, answer.json()
    return [each["state"] for each in answer.json()["results"]]


def judged(job):
    with clock.standing_at(MONDAY + 2 * DAY):
        sweeping.sweep()
    found = Breach.objects.filter(assignment=job).values_list("rule", "occurred_at", "severity")
    return sorted(found), sorted(RunningClock.objects.filter(assignment=job).values_list("rule", "due_at"))


@pytest.mark.parametrize("seed", range(4))
def test_reports_in_any_order_and_with_repeats_are_judged_the_same(job, reporter, seed):
    shuffled = [*STORY, *STORY[:2]]
    random.Random(seed).shuffle(shuffled)
    half = len(shuffled) // 2

    states = send(reporter, job, *shuffled[:half]) + [
        state for each in shuffled[half:] for state in send(reporter, job, each)
    ]

    rules = {rule for rule, _at, _severity in judged(job)[0]}
    assert sorted(states) == ["known", "known", *["recorded"] * 6]
    assert rules >= {"B1.late_arrival", "B2.unapproved_part", "B4.origin_missing", "C1.reply_late", "A4.no_receipt"}
    assert job.events.count() == 2 + len(STORY)


def test_a_batch_is_answered_one_by_one(job, reporter):
    bad_shape = told(7, "scheduled", HOUR, arrive_from="soon", arrive_to="later")
    ahead = {**told(8, "arrived", HOUR), "at": "2999-01-01T00:00:00+07:00"}
    unstorable = told(9, "message", HOUR, text="half \ud800")

    answer = reporter.post(
        f"assignments/{job.pk}/reports", {"events": [STORY[0], bad_shape, ahead, unstorable, STORY[3]]}
    )

    results = answer.json()["results"]
    assert [each["state"] for each in results] == ["recorded", "refused", "refused", "refused", "recorded"]
    assert [each["problem"]["code"] for each in results[1:4]] == ["unreadable_event", "bad_instant", "unreadable_event"]
    assert "arrive_from" in results[1]["problem"]["detail"]


def test_the_same_id_with_other_content_is_refused(job, reporter):
    send(reporter, job, STORY[3])

    assert send(reporter, job, {**STORY[3], "at": STORY[5]["at"]}, STORY[3]) == ["refused", "known"]


def test_what_cannot_have_happened_stands_and_waits_for_a_person(job, reporter):
    assert send(reporter, job, told(1, "accepted", -DAY)) == ["recorded"]
    assert OddReport.objects.get().event.event_id == "e1"


def test_reports_are_for_integrations_that_were_given_the_scope(job):
    paths = f"assignments/{job.pk}/reports"
    body = {"events": [STORY[3]]}

    assert an_app_of(an_owner(job.partner)).post(paths, body).json()["code"] == "not_allowed"
    assert an_integration(Scope.TIMELINE_ACT, acting_for="rada").post(paths, body).json()["code"] == "missing_scope"
    acting = an_integration(acting_for=f"member:{an_owner(job.partner).member_id}")
    assert acting.post(paths, body).json()["code"] == "not_allowed"
    assert not job.events.filter(kind="arrived").exists()


@pytest.mark.parametrize("count", [0, 501])
def test_a_batch_has_1_to_500_events(job, reporter, count):
    events = [{**STORY[3], "id": f"e{number}"} for number in range(count)]

    assert reporter.post(f"assignments/{job.pk}/reports", {"events": events}).status_code == 422


def test_an_app_that_was_offline_sends_its_acts_at_once_in_any_order(job):
    app, at = an_app_of(an_owner(job.partner)), f"assignments/{job.pk}/events"
    acts = [
        {"kind": "completed", "id": "p:3", "at": str(MONDAY + 3 * HOUR)},
        {"kind": "quote_approved", "id": "p:4", "at": str(MONDAY + 2 * HOUR)},
        {"kind": "arrived", "id": "p:1", "at": str(MONDAY + HOUR)},
        {"kind": "checklist_done", "id": "p:2", "at": str(MONDAY + 2 * HOUR), "items": ["drain"]},
    ]
    with clock.standing_at(MONDAY + DAY):
        good = app.post(at, {"events": [*acts, {**acts[3], "id": "p:5", "items": []}]})
        again = app.post(at, {"events": [acts[0], acts[2]]})

    assert [each["state"] for each in good.json()["results"]] == [
        "recorded", "refused", "recorded", "recorded", "refused",
    ]  # fmt: skip
    assert [good.json()["results"][place]["problem"]["errors"][0]["field"] for place in (1, 4)] == ["kind", "items"]
    assert [each["state"] for each in again.json()["results"]] == ["known", "known"]
    assert [event.event_id for event in job.events.filter(event_id__startswith="p:")] == ["p:1", "p:2", "p:3"]


def test_what_was_offline_is_judged_once_so_that_no_breach_stands_between_two_acts(job):
    receipt = {
        "kind": "receipt_issued", "lines": [{"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1}], "total": 250_000,
        "stamp": None, "warranty": None,
    }  # fmt: skip
    acts = [
        {"kind": "arrived", "id": "p:1", "at": str(MONDAY + HOUR)},
        {"kind": "completed", "id": "p:2", "at": str(MONDAY + 2 * HOUR)},
        {**receipt, "id": "p:3", "at": str(MONDAY + 2 * HOUR + MINUTE)},
    ]
    with clock.standing_at(MONDAY + 3 * DAY):
        app = an_app_of(an_owner(job.partner))
        answer = app.post(f"assignments/{job.pk}/events", {"events": acts})

    assert [each["state"] for each in answer.json()["results"]] == ["recorded"] * 3
    found = set(Breach.objects.values_list("rule", flat=True))
    assert "A4.unstamped" in found
    assert "A4.no_receipt" not in found


def test_a_customer_does_not_act_as_the_partner(job):
    customer = a_customer_of(job.order)
    with clock.standing_at(MONDAY + HOUR):
        answer = customer.post(f"assignments/{job.pk}/events", {"events": [{"kind": "arrived", "id": "c:1"}]})

    assert answer.json()["results"][0]["problem"]["code"] == "not_allowed"


def test_an_app_reads_on_from_where_it_was(job, reporter):
    app, at = an_app_of(an_owner(job.partner)), f"assignments/{job.pk}/events"
    first = app.get(at, {"limit": 1}).json()
    send(reporter, job, *reversed(STORY))
    rest = app.get(at, {"after": first["next"]}).json()

    assert [each["position"] for each in first["results"] + rest["results"]] == list(range(1, 9))
    assert rest["results"][-1]["id"] == "e1"
    assert {each["id"]: each["texts"] for each in rest["results"]}["e2"] == {"text": "Mấy giờ anh đến?"}
    assert app.get(at, {"after": rest["next"]}).json() == {"results": [], "next": rest["next"]}
