"""Reading is strict: what makes a case an error, and what does not."""

import json
from typing import Any

import pytest

from orders.commitments.kinds import ACTORS_OF, KINDS
from orders.commitments.reading import CaseError, read_case
from tests.commitments.story import Story, at, case, engaged

PART = {"line": "l1", "kind": "part", "code": None, "unit_price": 1, "qty": 1}
HE = {"code": "HE", "percent": 10, "from": "2026-03-01T00:00:00+07:00", "to": "2026-04-01T00:00:00+07:00"}
DROP = object()


def with_event(kind: str, /, **changes: Any) -> Story:
    """A story whose last event has the changes; DROP takes a field away."""
    story = engaged()
    if kind == "scheduled":
        story.appointment("09:00", "10:00", "11:00")
    else:
        getattr(story, kind)("09:00")
    event = story.content["events"][-1]
    for field, value in changes.items():
        if value is DROP:
            del event[field]
        else:
            event[field] = value
    return story


def with_content(**changes: Any) -> Story:
    story = engaged()
    story.content.update(changes)
    return story


def with_terms(**terms: Any) -> Story:
    return engaged().terms(**terms)


WRONG_EVENTS = [
    ("kind", with_event("arrived", kind="teleported")),
    ("kind", with_event("arrived", kind=["arrived"])),
    ("kind", with_event("arrived", kind=DROP)),
    ("id", with_event("arrived", id=DROP)),
    ("id", with_event("arrived", id=7)),
    ("id", with_event("arrived", id="e1")),
    ("at", with_event("arrived", at=DROP)),
    ("at", with_event("arrived", at="2026-03-02T09:00:00")),
    ("at", with_event("arrived", at="2026-03-02+07:00")),
    ("at", with_event("arrived", at="2026-02-30T09:00:00+07:00")),
    ("at", with_event("arrived", at="2026-03-02T09:00:00+07:00+07:00")),
    ("at", with_event("arrived", at="0001-01-01T00:00:00+07:00")),
    ("at", with_event("arrived", at=1_772_416_800)),
    ("at", with_event("arrived", at="\ud800" * 25 + "+07:00")),
    ("actor", with_event("arrived", actor="customer")),
    ("actor", with_event("arrived", actor=["partner"])),
    ("actor", with_event("arrived", actor=DROP)),
    ("reason", with_event("declined", reason=DROP)),
    ("reason", with_event("cancelled", reason=None)),
    ("text", with_event("disagreement_reported", text=3)),
    ("arrive_to", with_event("scheduled", arrive_to="2026-03-02T09:59:59+07:00")),
    ("arrive_from", with_event("scheduled", arrive_from=DROP)),
    ("needs_reply", with_event("message", needs_reply="yes")),
    ("auto", with_event("message", auto=None)),
    ("quote", with_event("quoted", quote=DROP)),
    ("quote", with_event("quote_approved", quote=None)),
    ("total", with_event("quoted", total="500000")),
    ("total", with_event("quoted", total=5.0)),
    ("total", with_event("quoted", total=True)),
    ("lines", with_event("quoted", lines={})),
    ("lines", with_event("quoted", lines=[PART, PART])),
    ("lines[0].kind", with_event("quoted", lines=[{**PART, "kind": "magic"}])),
    ("lines[0].origin", with_event("quoted", lines=[{**PART, "origin": 4}])),
    ("lines[0].warranty_days", with_event("quoted", lines=[{**PART, "warranty_days": -1}])),
    ("lines[1].qty", with_event("quoted", lines=[PART, {**PART, "line": "l2", "qty": 1.5}])),
    ("lines[0].the line", with_event("quoted", lines=["l1"])),
    ("line", with_event("part_replaced", line=DROP)),
    ("brand", with_event("part_replaced", brand=["LG"])),
    ("items", with_event("checklist_done", items=["drain", 1])),
    ("items", with_event("checklist_done", items="drain")),
    ("stamp", with_event("receipt_issued", stamp=DROP)),
    ("discount", with_event("receipt_issued", discount=None)),
    ("lines", with_event("receipt_issued", lines=DROP)),
    ("lines[0].unit_price", with_event("receipt_issued", lines=[{"code": None, "qty": 1}])),
    ("lines[0].code", with_event("receipt_issued", lines=[{"unit_price": 1, "qty": 1}])),
    ("warranty", with_event("receipt_issued", warranty=DROP)),
    ("warranty", with_event("receipt_issued", warranty=90)),
    ("days", with_event("receipt_issued", warranty={"terms": "x"})),
    ("terms", with_event("receipt_issued", warranty={"days": 90, "terms": None})),
    ("stamp_read", with_event("photo_uploaded", stamp_read=1)),
    ("reused_from", with_event("photo_uploaded", reused_from=False)),
    ("category", with_event("complaint_opened", category=DROP)),
    ("complaint", with_event("complaint_reply", complaint=9)),
    ("outcome", with_event("complaint_closed", outcome="won")),
    ("clause", with_event("complaint_closed", outcome="upheld", clause="A6")),
    ("clause", with_event("complaint_closed", outcome="upheld")),
    ("severity", with_event("complaint_closed", outcome="upheld", clause="A1", severity="grave")),
]
WRONG_CASES = [
    ("id", with_content(id=None)),
    ("now", with_content(now="yesterday")),
    ("service", with_content(service=7)),
    ("events", with_content(events={})),
    ("terms", with_content(terms=[])),
    ("closures[0]", with_content(closures=[["2026-03-02T00:00:00", "2026-03-03T00:00:00"]])),
    ("closures[0]", with_content(closures=[["2026-03-02T00:00:00+07:00"]])),
    ("policy", with_content(policy=[])),
    ("policy.reply_minutes", engaged().policy(reply_minutes="60")),
    ("policy.reply_minutes_engaged", engaged().policy(reply_minutes_engaged=-1)),
    ("policy.receipt_hours", engaged().policy(receipt_hours=-1)),
    ("policy.price_tolerance_percent", engaged().policy(price_tolerance_percent=None)),
    ("policy.excused_decline_reasons", engaged().policy(excused_decline_reasons="busy")),
    ("policy.outside_window_severity", engaged().policy(outside_window_severity="grave")),
    ("policy.care_open", engaged().policy(care_open="21:00")),
    ("policy.care_open", engaged().policy(care_close="25:00")),
    ("terms.hours.mon", with_terms(hours={"mon": [["08:00", "08:00"]]})),
    ("terms.hours.tue", with_terms(hours={"tue": [["8:00", "18:00"]]})),
    ("terms.hours.wed", with_terms(hours={"wed": [["08:00", "24:01"]]})),
    ("terms.hours.thu", with_terms(hours={"thu": [{"08:00": 1, "18:00": 2}]})),
    ("terms.hours.fri", with_terms(hours={"fri": None})),
    ("terms.response_minutes", with_terms(response_minutes=-1)),
    ("terms.prices.A", with_terms(prices={"A": {}})),
    ("terms.warranty_days", with_terms(warranty_days=-1)),
    ("terms.checklists", with_terms(checklists={"A": "drain"})),
    ("terms.promotions[0]", with_terms(promotions=[{**HE, "amount": 1}])),
    ("terms.promotions[0]", with_terms(promotions=[{key: HE[key] for key in ("code", "from", "to")}])),
    ("terms.promotions[0].from", with_terms(promotions=[{**HE, "from": None}])),
    ("terms.promotions[0].codes", with_terms(promotions=[{**HE, "codes": "A"}])),
]


@pytest.mark.parametrize(("field", "story"), WRONG_EVENTS)
def test_an_event_that_is_wrong_is_refused_by_case_event_and_field(field, story):
    wrong = story.content["events"][-1].get("id")

    with pytest.raises(CaseError) as refusal:
        read_case(story.content)

    assert (refusal.value.case, refusal.value.field) == ("c-1", field)
    assert refusal.value.event == (wrong if isinstance(wrong, str) else "#2")
    assert field in str(refusal.value)


@pytest.mark.parametrize(("field", "story"), WRONG_CASES)
def test_a_case_that_is_wrong_is_refused_by_the_field(field, story):
    with pytest.raises(CaseError) as refusal:
        read_case(story.content)

    assert (refusal.value.field, refusal.value.event) == (field, None)


@pytest.mark.parametrize("content", [None, [], "c-1", 42])
def test_what_is_no_object_is_no_case(content):
    with pytest.raises(CaseError):
        read_case(content)


def test_an_acceptance_before_the_first_offer_is_refused():
    story = case().offered("09:00").accepted("08:59")

    with pytest.raises(CaseError) as refusal:
        story.judged_at("10:00")

    assert refusal.value.event == "e2"


def test_an_acceptance_without_any_offer_is_read():
    story = case().accepted("08:59")

    findings, _ = story.judged_at("11:00")

    assert [found.rule for found in findings] == ["A3.no_appointment"]


def test_events_that_lie_ahead_are_read_as_strictly():
    story = with_event("completed", at=at("+900 00:00").isoformat(), kind="finished")

    with pytest.raises(CaseError):
        story.judged_at("09:30")


@pytest.mark.parametrize(
    "story",
    [
        with_event("declined", reason=""),
        with_event("disagreement_reported", text=" "),
        with_event("complaint_opened", category=""),
        with_event("receipt_issued", warranty={"days": -3, "terms": ""}, stamp=None, colour="red"),
        with_event("photo_uploaded", stamp_read=None),
        with_event("quoted", lines=[{**PART, "kind": "labour", "origin": 4, "warranty_days": -2}]),
        with_event("complaint_closed", outcome="rejected", clause=3, severity={}),
        with_event("arrived", at="2026-03-02T02:00:00Z"),
        with_event("arrived", at="20260302T090000.5+0530"),
        with_terms(hours={"mon": [["00:00", "24:00"], ["08:00", "12:00"]], "holiday": 7}),
        with_terms(promotions=[HE, {**HE, "cap": None, "codes": ["A"], "min_total": 5}]),
        with_content(policy={"points": {"major": 3}}, closures=[], weather="rain"),
    ],
)
def test_blank_texts_nulls_of_the_table_and_unknown_fields_are_read(story):
    content = json.loads(json.dumps(story.content))

    read = read_case(content)

    assert len(read.events) == len(content["events"])


def test_terms_need_only_their_response_minutes():
    story = with_content(terms={"response_minutes": 5})

    read = read_case(story.content)

    assert (read.terms.hours, read.terms.warranty_days, read.terms.promotions) == ([], 0, [])


def test_every_kind_of_the_contract_has_someone_who_may_report_it():
    assert len(KINDS) == 24
    assert all(actors <= {"customer", "partner", "rada", "system"} for actors in ACTORS_OF.values())
