"""Files of cases in the database: the same breaches as the judge's, whatever the order, however often."""

from __future__ import annotations

import json
import random
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from orders.models import Breach, Closure, Event, OddReport, Order
from orders.services import closures, policies, sweeping
from partners.selectors import partners_taking_offers
from rada.web import clock
from tests import factories as make

pytestmark = pytest.mark.django_db
CASES = Path(__file__).parents[1] / "commitments" / "cases"
PRESENT = make.MONDAY


def lines_of(name: str) -> list[str]:
    return (CASES / name).read_text(encoding="utf-8").splitlines()


def loaded(tmp_path: Path, lines: list[str], *options: str) -> tuple[list[str], int]:
    """What `load_cases --print` writes for these lines, and its exit status."""
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    out, status = StringIO(), 0
    try:
        call_command("load_cases", str(path), "--print", *options, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue().splitlines(), status


def a_case(**changes: object) -> dict[str, object]:
    at = "2026-03-02T09:00:00+07:00"
    return {
        "id": "k-1",
        "now": "2026-03-02T12:00:00+07:00",
        "service": "AC-CLEAN",
        "terms": make.published(),
        "events": [{"id": "e1", "kind": "offered", "at": at, "actor": "system"}],
        **changes,
    }


def test_the_worked_examples_give_the_expected_lines_read_back_from_the_tables(tmp_path):
    examples = lines_of("examples.jsonl")

    printed, status = loaded(tmp_path, examples)

    assert printed == lines_of("expected.jsonl")
    assert status == 0


def test_shuffled_and_repeated_lines_give_the_same_breaches_each_once(tmp_path):
    pairs = list(zip(lines_of("examples.jsonl")[:60], lines_of("expected.jsonl")[:60], strict=True))
    again = [*pairs, *pairs[:30]]
    random.Random(7).shuffle(again)

    printed, _status = loaded(tmp_path, [case for case, _verdict in again])
    rows = Breach.objects.count()
    loaded(tmp_path, [case for case, _verdict in pairs])

    assert printed == [verdict for _case, verdict in again]
    assert Breach.objects.count() == rows == sum(len(json.loads(verdict)["findings"]) for _case, verdict in pairs)


def test_unreadable_lines_are_told_as_the_judge_tells_them_and_the_others_load(tmp_path):
    bad, good = lines_of("errors.jsonl"), json.dumps(a_case())
    judged = StringIO()
    path = tmp_path / "bad.jsonl"
    path.write_text("\n".join([*bad, good]), encoding="utf-8")
    with pytest.raises(SystemExit):
        call_command("judge", str(path), "--now", PRESENT.isoformat(), stdout=judged)

    printed, status = loaded(tmp_path, [*bad, good], "--now", PRESENT.isoformat())

    assert printed == judged.getvalue().splitlines()
    assert status == 1
    assert Order.objects.count() == 1


def test_the_same_id_with_other_content_changes_nothing_and_is_told(tmp_path):
    other = a_case(service="PLUMB")

    printed, status = loaded(tmp_path, [json.dumps(a_case()), json.dumps(other), json.dumps(a_case(id="k-2"))])

    assert [("error" in line) for line in printed] == [False, True, False]
    assert "other content" in json.loads(printed[1])["error"]
    assert status == 1
    assert set(Order.objects.values_list("reference", "service__code")) == {
        ("case:k-1", "AC-CLEAN"),
        ("case:k-2", "AC-CLEAN"),
    }


def test_a_text_that_cannot_be_stored_is_told_and_leaves_nothing(tmp_path):
    nul = a_case(events=[{"id": "e\u0000", "kind": "offered", "at": "2026-03-02T09:00:00Z", "actor": "system"}])

    printed, status = loaded(tmp_path, [json.dumps(nul)])

    assert "cannot be stored" in json.loads(printed[0])["error"]
    assert status == 1
    assert not Order.objects.exists()


def test_absurd_numbers_are_judged_as_they_were_told(tmp_path):
    issued = {"id": "e3", "kind": "receipt_issued", "at": "2026-03-02T10:00:00+07:00", "actor": "partner"}
    issued |= {"stamp": None, "total": 10**30, "warranty": None}
    issued["lines"] = [{"code": "AC-CLEAN", "unit_price": 10**30, "qty": -(10**30)}]
    accepted = {"id": "e2", "kind": "accepted", "at": "2026-03-02T09:01:00+07:00", "actor": "partner"}
    case = a_case(events=[*a_case()["events"], accepted, issued])

    loaded(tmp_path, [json.dumps(case)])

    assert Breach.objects.get(rule="B1.overpriced").subject == "e3#0"
    assert Event.objects.get(kind="receipt_issued").payload["total"] == 10**30


def test_pinned_versions_are_never_in_force_for_live_offers(tmp_path):
    live = make.a_policy()
    far = make.MONDAY + 10_000 * make.DAY

    loaded(tmp_path, [json.dumps(a_case(policy={"reply_minutes": 1}))])

    assert policies.in_force(far) == policies.in_force(far, demo=True) == live
    assert not partners_taking_offers(ward=make.WARD, service="AC-CLEAN", at=far).exists()
    assert Order.objects.get().assignments.get().policy.numbers == {"reply_minutes": 1}


def test_closures_of_a_case_are_its_own_and_reversed_ones_are_left_out(tmp_path):
    storm = ["2026-03-02T09:00:00+07:00", "2026-03-02T11:50:00+07:00"]

    printed, _status = loaded(tmp_path, [json.dumps(a_case(closures=[storm, storm[::-1]]))])

    assert json.loads(printed[0])["findings"] == []
    assert Closure.objects.get().order == Order.objects.get()


def test_closures_that_people_declare_do_not_touch_a_case(tmp_path):
    closures.declare(starts_at=make.MONDAY - make.HOUR, ends_at=make.MONDAY + make.DAY, reason=Closure.Reason.STORM)

    printed, _status = loaded(tmp_path, [json.dumps(a_case())])

    assert [finding["rule"] for finding in json.loads(printed[0])["findings"]] == ["A1.unanswered"]


def test_a_case_judged_at_its_own_instant_stays_so_through_sweeps(tmp_path):
    accepted = {"id": "e2", "kind": "accepted", "at": "2026-03-02T09:01:00+07:00", "actor": "partner"}
    case = a_case(events=[*a_case()["events"], accepted], now="2026-03-02T09:02:00+07:00")
    loaded(tmp_path, [json.dumps(case)])

    swept = sweeping.sweep()

    assert swept.judged == 0
    assert not Breach.objects.exists()


def test_a_case_judged_at_present_goes_on_with_the_sweep(tmp_path):
    case = a_case()
    del case["now"]
    with clock.standing_at(make.MONDAY + make.MINUTE):
        loaded(tmp_path, [json.dumps(case)])
    assert not Breach.objects.exists()

    with clock.standing_at(make.MONDAY + make.HOUR):
        sweeping.sweep()

    assert Breach.objects.get().rule == "A1.unanswered"


def test_the_place_in_the_list_orders_equal_instants(tmp_path):
    at = "2026-03-02T09:00:00+07:00"
    accepted = {"id": "a", "kind": "accepted", "at": at, "actor": "partner"}
    offered = {"id": "z", "kind": "offered", "at": at, "actor": "system"}

    loaded(tmp_path, [json.dumps(a_case(events=[offered, accepted]))])

    assert list(Event.objects.order_by("at", "seq").values_list("event_id", flat=True)) == ["z", "a"]
    assert not OddReport.objects.exists()
