"""Every act of the timeline by the API, as the pages do it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.models import Breach, PhoneCode, Status
from orders.services import links, sweeping
from orders.services.phone_codes import digits_of
from rada.platform.idempotency import Key
from rada.platform.models import IdempotencyKey
from rada.web import clock
from rada.web.api.callers import Scope
from tests.api.calling import Caller, a_customer_of, an_app_of, an_integration
from tests.factories import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    a_partner,
    a_staff_member,
    a_technician,
    an_order,
    an_owner,
    the_policy,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_monday")]
LINE = {"code": "AC-CLEAN", "unit_price": 250_000, "qty": 1}
QUOTE = {"reference": "Q1", "lines": [{**LINE, "line": "L1", "kind": "labour"}], "total": 250_000}
RECEIPT = {"lines": [LINE], "total": 250_000, "stamp": None, "warranty": {"days": 90, "terms": "Đổi mới"}}


def app_of(job):
    """The owner's app, signed in now: its token lasts a quarter of an hour."""
    return an_app_of(an_owner(job.partner))


@pytest.fixture
def customer(job, settings):
    settings.SMS_BACKEND = "rada.platform.channels.sms.gateway"
    caller = a_customer_of(job.order)
    caller.headers["Rada-Device"] = "d" * 22
    return caller


def confirm(customer, order):
    """Type the code that was sent to the customer's phone."""
    customer.post("phone-codes", {})
    code = PhoneCode.objects.get(order=order)
    return customer.post("phone-codes/confirm", {"code": digits_of(code, order.customer_phone)})


def test_a_whole_order_by_the_api_alone(job, app, customer):
    at, any_state = f"assignments/{job.pk}", {"If_Match": "*"}
    hours = {"arrive_from": str(MONDAY + HOUR), "arrive_to": str(MONDAY + 2 * HOUR)}

    told = [
        app.post(f"{at}/messages", {"text": "Chào chị"}),
        app.post(f"{at}/schedule", hours, **any_state),
        app.post(f"{at}/arrive", {}),
        app.post(f"{at}/quotes", QUOTE, **any_state),
        confirm(customer, job.order),
        approve(customer, at),
        app.post(f"{at}/parts", {"line": None, "origin": "Thái Lan"}),
        app.post(f"{at}/checklist", {"items": ["power_off", "drain"]}),
        app.post(f"{at}/complete", {}),
        app.post(f"{at}/receipts", RECEIPT, **any_state),
        app.post(f"{at}/request-photo", {}),
        customer.post(f"{at}/messages", {"text": "Cảm ơn", "needs_reply": False}),
        customer.post(f"{at}/complaints", {"category": "price", "text": "Đắt quá"}),
        customer.send("put", f"{at}/review", {"stars": 5}),
    ]

    assert [answer.status_code for answer in told] == [200, 200, 200, 200, 204, 200, *[200] * 6, 201, 204]
    assert app.get(at).json()["status"] == Status.COMPLETED
    kinds = [event["kind"] for event in app.get(f"{at}/events").json()["results"]]
    assert kinds[2:] == [
        "message", "scheduled", "arrived", "quoted", "quote_approved", "part_replaced", "checklist_done", "completed",
        "receipt_issued", "photo_requested", "message", "complaint_opened",
    ]  # fmt: skip


def approve(customer, at):
    (version,) = customer.get(f"{at}/quotes").json()["results"]
    return customer.post(f"{at}/quotes/{version['id']}/approve", {"digest": version["digest"]})


def test_what_was_written_is_read_by_both_sides(job, app, customer):
    at = f"assignments/{job.pk}"
    app.post(f"{at}/quotes", QUOTE, If_Match="*")
    app.post(f"{at}/receipts", RECEIPT, If_Match="*")
    customer.post(f"{at}/messages", {"text": "Alo"})

    for caller in (app, customer):
        assert [each["text"] for each in caller.get(f"{at}/messages").json()["results"]] == ["Alo"]
        assert caller.get(f"{at}/quotes").json()["results"][0]["total"] == 250_000
        assert caller.get(f"{at}/receipts").json()["results"][0]["warranty_terms"] == "Đổi mới"


def test_a_quote_is_approved_by_its_confirmed_customer_alone(job, app, customer):
    app.post(f"assignments/{job.pk}/quotes", QUOTE, If_Match="*")

    before = approve(customer, f"assignments/{job.pk}")
    by_partner = approve(app, f"assignments/{job.pk}")

    assert (before.status_code, before.json()["code"]) == (403, "phone_code_needed")
    assert by_partner.status_code == 403


def test_a_wrong_code_counts_though_the_request_is_refused(job, customer):
    customer.post("phone-codes", {})

    said = [customer.post("phone-codes/confirm", {"code": "000000"}).json()["code"] for _try in range(6)]

    assert said[0] == "wrong_phone_code"
    assert said[-1] == "phone_code_over"


def test_a_link_that_the_partner_handed_over_reads_and_does_nothing(job):
    seen = Caller(f"Link {links.hand_over(job, by=an_owner(job.partner), key=Key.of('tests', 'handed'))}")

    assert seen.get(f"assignments/{job.pk}").status_code == 200
    assert seen.post(f"assignments/{job.pk}/messages", {"text": "Tôi là khách"}).json()["code"] == "phone_code_needed"


def test_somebody_elses_change_is_not_overwritten(job, app):
    at = f"assignments/{job.pk}"
    hours = {"arrive_from": str(MONDAY + HOUR), "arrive_to": str(MONDAY + 2 * HOUR)}
    seen = app.get(at)["ETag"]
    app.post(f"{at}/messages", {"text": "Chào"})

    late = app.post(f"{at}/schedule", hours, If_Match=seen)
    unsaid = app.post(f"{at}/schedule", hours)
    fresh = app.post(f"{at}/schedule", hours, If_Match=late["ETag"])

    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert (unsaid.status_code, unsaid.json()["code"]) == (428, "condition_missing")
    assert fresh.status_code == 200


def test_an_act_told_late_keeps_its_instant(job):
    with clock.standing_at(MONDAY + DAY):
        late = app_of(job).post(f"assignments/{job.pk}/arrive", {"at": str(MONDAY + 2 * MINUTE), "id": "phone:1"})

    event = job.events.get(event_id="phone:1")
    assert late.status_code == 200
    assert (event.at, event.recorded_at, event.door) == (MONDAY + 2 * MINUTE, MONDAY + DAY, "act")


@pytest.mark.parametrize(
    ("offset", "status"),
    [
        (-timedelta(hours=72), 200),
        (-timedelta(hours=72, microseconds=1), 422),
        (timedelta(minutes=2), 200),
        (timedelta(minutes=2, microseconds=1), 422),
    ],
)
def test_an_act_is_told_at_most_72_hours_late_and_2_minutes_early(job, offset, status):
    now = MONDAY + 4 * DAY

    with clock.standing_at(now):
        answer = app_of(job).post(f"assignments/{job.pk}/arrive", {"at": str(now + offset)})

    assert answer.status_code == status
    if status == 200:
        assert job.events.get(kind="arrived").at == min(now, now + offset)


def test_an_act_is_not_told_of_a_time_before_it_was_possible(job, app):
    early = app.post(f"assignments/{job.pk}/arrive", {"at": str(MONDAY - HOUR)})

    assert (early.status_code, early.json()["code"]) == (409, "not_possible_now")


def test_a_late_arrival_takes_the_breach_back(job, app):
    hours = {"arrive_from": str(MONDAY + HOUR), "arrive_to": str(MONDAY + 2 * HOUR)}
    app.post(f"assignments/{job.pk}/schedule", hours, If_Match="*")
    with clock.standing_at(MONDAY + 5 * HOUR):
        sweeping.sweep()
        before = Breach.objects.get(rule="B1.no_show").state
        app_of(job).post(f"assignments/{job.pk}/arrive", {"at": str(MONDAY + 2 * HOUR)})

    assert (before, Breach.objects.get(rule="B1.no_show").state) == ("counted", "retracted")


def test_a_technician_does_their_own_jobs_and_no_others(job):
    technician = a_technician(job.partner)
    app = an_app_of(technician)
    office = an_app_of(an_owner(job.partner))
    before = app.post(f"assignments/{job.pk}/arrive", {})
    team = office.get(f"assignments/{job.pk}/technician").json()["results"]
    office.send("put", f"assignments/{job.pk}/technician", {"technician": technician.member_id}, If_Match="*")

    assert technician.member_id in [each["member"] for each in team]
    assert before.status_code == 404
    assert app.post(f"assignments/{job.pk}/arrive", {}).status_code == 200
    assert app.post(f"assignments/{job.pk}/cancel", {"reason": "other"}).json()["code"] == "not_allowed"


def test_an_integration_acts_for_whom_it_names_and_within_its_scopes(job):
    reader = an_integration(Scope.ORDERS_READ)
    owner = f"member:{an_owner(job.partner).member_id}"
    actor = an_integration(Scope.TIMELINE_ACT)

    assert reader.get(f"assignments/{job.pk}").status_code == 200
    assert reader.post(f"assignments/{job.pk}/arrive", {}, Rada_Acting_For=owner).json()["code"] == "missing_scope"
    assert actor.get(f"assignments/{job.pk}").json()["code"] == "missing_scope"
    assert actor.post(f"assignments/{job.pk}/arrive", {}).json()["code"] == "acting_for_nobody"
    assert actor.post(f"assignments/{job.pk}/arrive", {}, Rada_Acting_For="member:999999").status_code == 403
    assert actor.post(f"assignments/{job.pk}/arrive", {}, Rada_Acting_For=owner).status_code == 200


def test_an_order_is_put_to_a_partner_by_rada_alone_and_once():
    order, partner = an_order(at=MONDAY), a_partner()
    rada, staff = an_integration(acting_for="rada"), a_staff_member()
    the_policy()
    path, body = f"orders/{order.code}/offers", {"partner": partner.pk}

    by_staff = rada.post(path, body, Rada_Acting_For=f"staff:{staff.user.pk}")
    offered, twice = rada.post(path, body), rada.post(path, body)

    assert (by_staff.status_code, twice.status_code, twice.json()["code"]) == (403, 409, "cannot_offer")
    assert (offered.status_code, offered.json()["status"], offered.json()["event"]["kind"]) == (201, *["offered"] * 2)
    assert [each["id"] for each in waiting_for(partner)] == [offered.json()["assignment"]]


def waiting_for(partner):
    """The offers that wait for a partner."""
    return an_app_of(an_owner(partner)).get("assignments", {"group": "waiting"}).json()["results"]


def test_nothing_is_offered_to_nobody_or_before_a_policy_is_in_force():
    order, rada = an_order(at=MONDAY), an_integration(acting_for="rada")

    to_nobody = rada.post(f"orders/{order.code}/offers", {"partner": 999_999})
    too_early = rada.post(f"orders/{order.code}/offers", {"partner": a_partner().pk})

    assert (to_nobody.status_code, to_nobody.json()["errors"][0]["field"]) == (422, "partner")
    assert (too_early.status_code, too_early.json()["code"]) == (409, "no_policy_yet")


def test_the_kept_answer_to_who_goes_names_no_customer(job, app):
    answer = app.send("put", f"assignments/{job.pk}/technician", {"technician": None}, If_Match="*")

    assert answer.json()["technician"] is None
    assert "Trần Thị Hà" not in str(list(IdempotencyKey.objects.values_list("answer", flat=True)))


def test_a_customer_cancels_the_order_once_the_phone_is_confirmed(job, customer):
    path, reason = f"orders/{job.order.code}/cancel", {"reason": "changed_mind"}
    before = customer.post(path, reason)
    confirm(customer, job.order)

    assert before.json()["code"] == "phone_code_needed"
    assert customer.post(path, reason).json()["state"] == "cancelled"
    assert job.events.last().kind == "cancelled"
