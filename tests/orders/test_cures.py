"""What is mended within 48 plain hours of the notice stays recorded and weighs nothing; later facts still count."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from orders.models import Assignment, Breach, BreachDecision, Closure
from orders.services import closures, cures, policies, receipts, stamps, timeline, visits
from orders.services.receipts import Warranty
from partners.actors import SYSTEM
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import (
    DAY,
    HOUR,
    LONG_AGO,
    MINUTE,
    MONDAY,
    an_engagement,
    an_owner,
    reported,
    sweep_all,
)
from tests.orders.receipt_photos import photo_told

pytestmark = pytest.mark.django_db
DONE = MONDAY + HOUR
DUE = DONE + DAY
FOUND = DUE + MINUTE
UNTIL = FOUND + 48 * HOUR
SMALLEST = timedelta(microseconds=1)
LINES = [{"code": "AC-CLEAN", "unit_price": 200_000, "qty": 1}]


def completed_work() -> Assignment:
    """Work completed an hour after the offer, its photo asked for, no receipt."""
    assignment = an_engagement(at=MONDAY)
    owner = an_owner(assignment.partner)
    with clock.standing_at(MONDAY + 2 * MINUTE):
        visits.schedule(assignment, by=owner, arrive_from=MONDAY + 30 * MINUTE, arrive_to=MONDAY + 2 * HOUR)
    with clock.standing_at(DONE):
        visits.do_checklist(assignment, by=owner, items=["power_off", "drain"])
        visits.complete(assignment, by=owner)
    return assignment


def asked_for_photo(assignment: Assignment, at: datetime) -> None:
    with clock.standing_at(at):
        receipts.ask_for_photo(assignment, by=an_owner(assignment.partner))


def a_receipt(assignment: Assignment, at: datetime, **fields: Any) -> None:
    """Reported, as an integration tells it; judged at once."""
    told = {"stamp": None, "total": 200_000, "discount": 0, "lines": LINES, "warranty": None, **fields}
    reported(assignment, (f"receipt-{at.isoformat()}", "receipt_issued", at, "partner", told), at=at)
    sweep_all(at)


def without_receipt() -> Breach:
    """A4.no_receipt, found by the sweep a minute after it was due."""
    assignment = completed_work()
    asked_for_photo(assignment, DONE)
    sweep_all(FOUND)
    return assignment.breaches.get(rule="A4.no_receipt")


def without_photo() -> Breach:
    assignment = completed_work()
    a_receipt(assignment, DONE, stamp="RD-1")
    sweep_all(FOUND)
    return assignment.breaches.get(rule="A4.photo_not_requested")


def a_replaced_part(assignment: Assignment, name: str, at: datetime, **fields: Any) -> None:
    told = {"line": "2", "origin": "", "brand": "LG", "model": "X", **fields}
    reported(assignment, (name, "part_replaced", at, "partner", told), at=at)
    sweep_all(at)


def state_of(breach: Breach) -> tuple[str, int]:
    breach.refresh_from_db()
    return breach.state, breach.points


def test_a_stamped_receipt_within_two_days_of_the_notice_takes_the_points_of_the_one_that_was_missing() -> None:
    breach = without_receipt()
    before = state_of(breach)

    a_receipt(breach.assignment, FOUND + DAY, stamp="RD-1")

    decision = breach.decisions.get()
    assert (before, state_of(breach)) == (("counted", 5), ("cured", 0))
    assert (decision.kind, decision.event.kind) == ("cured", "receipt_issued")
    assert (decision.before["points"], decision.after["points"]) == (5, 0)
    notice = Notice.objects.get(level="decision", audience=f"partner:{breach.partner_id}")
    assert (notice.subject, notice.facts["decision"]) == (f"decision:{decision.pk}", "cured")


@pytest.mark.parametrize(
    ("at", "state"), [(UNTIL - SMALLEST, "cured"), (UNTIL, "cured"), (UNTIL + SMALLEST, "counted")]
)
def test_mending_counts_up_to_the_last_instant_of_the_48_hours(at: datetime, state: str) -> None:
    breach = without_receipt()

    a_receipt(breach.assignment, at, stamp="RD-1")

    assert state_of(breach)[0] == state


def test_the_hours_run_from_when_the_notice_was_sent() -> None:
    breach = without_receipt()
    Notice.objects.filter(subject=f"breach:{breach.pk}").update(sent_at=FOUND + 5 * HOUR)

    a_receipt(breach.assignment, UNTIL + 5 * HOUR, stamp="RD-1")

    assert state_of(breach) == ("cured", 0)


def test_a_closure_lengthens_the_hours() -> None:
    breach = without_receipt()
    closures.declare(starts_at=FOUND + HOUR, ends_at=FOUND + 4 * HOUR, reason=Closure.Reason.STORM)

    until = cures.cure_of(breach).until  # type: ignore[union-attr]
    a_receipt(breach.assignment, UNTIL + 3 * HOUR, stamp="RD-1")

    assert until == UNTIL + 3 * HOUR
    assert state_of(breach) == ("cured", 0)


def test_a_receipt_without_a_stamp_mends_nothing() -> None:
    breach = without_receipt()

    a_receipt(breach.assignment, FOUND + HOUR, stamp="  ")

    assert state_of(breach) == ("counted", 5)


def test_an_act_mends_in_its_own_transaction() -> None:
    breach = without_photo()

    asked_for_photo(breach.assignment, FOUND + HOUR)

    assert state_of(breach) == ("cured", 0)


def test_the_customers_photo_mends_that_it_was_not_asked_for() -> None:
    breach = without_photo()

    with clock.standing_at(FOUND + HOUR):
        photo_told(breach.assignment, "RD-1")

    assert state_of(breach) == ("cured", 0)


def test_what_is_put_right_before_any_sweep_saw_it_is_recorded_and_mended_at_once() -> None:
    assignment = completed_work()
    a_receipt(assignment, DONE, stamp="RD-1")

    asked_for_photo(assignment, DUE + SMALLEST)

    breach = assignment.breaches.get()
    assert (breach.rule, breach.state, breach.points) == ("A4.photo_not_requested", "cured", 0)


def test_a_corrected_receipt_states_the_warranty_that_the_first_left_out() -> None:
    assignment = completed_work()
    a_replaced_part(assignment, "part", DONE + MINUTE, origin="Thái Lan")
    a_receipt(assignment, DONE + HOUR, stamp="RD-1")
    breach = assignment.breaches.get(rule="B3.no_warranty_info")
    a_receipt(assignment, DONE + 2 * HOUR, stamp="RD-1", warranty={"days": 90, "terms": " "})
    unmended = state_of(breach)

    a_receipt(assignment, DONE + 3 * HOUR, stamp="RD-1", warranty={"days": 90, "terms": "Đổi mới"})

    assert (unmended, state_of(breach)) == (("counted", 1), ("cured", 0))


@pytest.mark.parametrize(
    ("first", "second", "state"),
    [
        ("2", {"line": "2", "origin": "Thái Lan"}, "cured"),
        ("2", {"line": "3", "origin": "Thái Lan"}, "counted"),
        ("2", {"line": "2", "origin": " "}, "counted"),
        (None, {"line": None, "origin": "Thái Lan"}, "counted"),
    ],
)
def test_the_origin_is_mended_by_the_same_line_alone(first: str | None, second: dict[str, Any], state: str) -> None:
    assignment = completed_work()
    a_replaced_part(assignment, "first", DONE + MINUTE, line=first)

    a_replaced_part(assignment, "second", DONE + HOUR, **second)

    assert assignment.breaches.get(rule="B4.origin_missing", subject="first").state == state


def test_what_the_policy_does_not_name_is_not_mended_and_what_it_names_is() -> None:
    table = {"A4.no_receipt": [], "B1.late_arrival": ["message"]}
    made = policies.publish({}, starts_at=LONG_AGO, cures=table)
    breach = without_receipt()

    a_receipt(breach.assignment, FOUND + HOUR, stamp="RD-1")

    assert breach.assignment.policy == made
    assert cures.cure_of(breach) is None
    assert made.curing_kinds("B1.late_arrival") == ("message",)
    assert state_of(breach) == ("counted", 5)


def test_judging_again_and_rebuilding_leave_what_was_mended() -> None:
    breach = without_receipt()
    a_receipt(breach.assignment, FOUND + DAY, stamp="RD-1")
    decisions = list(BreachDecision.objects.values())
    said, proof = StringIO(), StringIO()

    with clock.standing_at(UNTIL + 30 * DAY):
        call_command("rejudge", "--all", "--dry-run", stdout=said)
        call_command("rejudge", "--all", stdout=said)
        call_command("rebuild", "--check", stdout=proof)

    assert said.getvalue().count("0 retracted, 0 reinstated, 0 regraded, 0 cured") == 2
    assert state_of(breach) == ("cured", 0)
    assert list(BreachDecision.objects.values()) == decisions


def test_a_dry_run_tells_what_a_late_report_will_mend() -> None:
    breach = without_receipt()
    stamped = {"stamp": "RD-1", "total": 200_000, "lines": LINES, "warranty": None}
    late = ("told-late", "receipt_issued", FOUND + HOUR, "partner", stamped)
    reported(breach.assignment, late, at=UNTIL + DAY)
    said = StringIO()

    with clock.standing_at(UNTIL + DAY + MINUTE):
        call_command("rejudge", "--all", "--dry-run", stdout=said)

    assert "cured: A4.no_receipt" in said.getvalue()
    assert state_of(breach) == ("counted", 5)
    sweep_all(UNTIL + DAY + 2 * MINUTE)
    assert state_of(breach) == ("cured", 0)


def test_a_late_event_that_undoes_a_mended_breach_retracts_it() -> None:
    breach = without_receipt()
    a_receipt(breach.assignment, FOUND + DAY, stamp="RD-1")
    stamped = {"stamp": "RD-0", "total": 200_000, "lines": LINES, "warranty": None}
    in_time = ("in-time", "receipt_issued", DUE - HOUR, "partner", stamped)

    reported(breach.assignment, in_time, at=UNTIL)
    sweep_all(UNTIL + MINUTE)

    assert state_of(breach) == ("retracted", 0)
    assert [each.kind for each in breach.decisions.order_by("pk")] == ["cured", "retracted"]


def test_a_breach_that_stands_again_is_mended_again_by_what_mended_it() -> None:
    breach = without_receipt()
    a_receipt(breach.assignment, FOUND + DAY, stamp="RD-1")
    with clock.standing_at(UNTIL - HOUR):
        closure = closures.declare(starts_at=DONE, ends_at=DONE + 4 * DAY, reason=Closure.Reason.STORM)
    sweep_all(UNTIL)
    lifted = state_of(breach)
    Closure.objects.filter(pk=closure.pk).update(ends_at=DONE + MINUTE)

    with clock.standing_at(UNTIL + HOUR):
        call_command("rejudge", "--all", stdout=StringIO())

    assert (lifted, state_of(breach)) == (("retracted", 0), ("cured", 0))


def test_what_a_person_waived_is_not_mended_anew() -> None:
    breach = without_receipt()
    Breach.objects.filter(pk=breach.pk).update(state=Breach.State.WAIVED, points=0)

    a_receipt(breach.assignment, FOUND + HOUR, stamp="RD-1")

    assert state_of(breach) == ("waived", 0)
    assert not breach.decisions.exists()


def test_a_case_that_was_reported_whole_is_history_and_mends_nothing() -> None:
    breach = without_receipt()
    breach.assignment.order.reported_digest = "d" * 64
    breach.assignment.order.save(update_fields=["reported_digest"])

    a_receipt(breach.assignment, FOUND + HOUR, stamp="RD-1")

    assert state_of(breach) == ("counted", 5)


def test_a_cure_says_whether_the_order_still_lets_its_partner_do_it() -> None:
    assignment = completed_work()
    a_replaced_part(assignment, "part", DONE + MINUTE)
    origin = assignment.breaches.get(rule="B4.origin_missing")

    told = cures.cure_of(origin), cures.cure_of(without_receipt())

    assert [(cure.kinds, cure.is_possible) for cure in told] == [  # type: ignore[union-attr]
        (("part_replaced",), False),
        (("receipt_issued",), True),
    ]


def test_an_act_that_mends_with_a_stamp_of_the_roll_keeps_the_stamp() -> None:
    breach = without_receipt()
    assignment, owner = breach.assignment, an_owner(breach.partner)
    stamps.issue_roll(breach.partner, size=1, by=None, at=MONDAY)
    serial = breach.partner.stamp_rolls.get().stamps.get().serial

    with clock.standing_at(FOUND + HOUR):
        receipts.issue(assignment, by=owner, lines=LINES, total=200_000, stamp=serial, warranty=Warranty(90, "Đổi mới"))

    assert state_of(breach) == ("cured", 0)


def test_reporting_the_curing_event_twice_mends_once() -> None:
    breach = without_receipt()
    stamped = {"stamp": "RD-1", "total": 200_000, "lines": LINES, "warranty": None}
    told = timeline.Report("again", "receipt_issued", FOUND + HOUR, "partner", stamped)

    with clock.standing_at(FOUND + HOUR):
        for _time in range(2):
            timeline.report(breach.assignment, [told], by=SYSTEM)
            sweep_all(FOUND + HOUR)

    assert [each.kind for each in breach.decisions.all()] == ["cured"]
