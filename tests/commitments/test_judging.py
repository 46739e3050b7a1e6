"""What holds for every rule: monotone, the order of ties, retraction by a late event, and when to look again."""

import json
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from orders.commitments.case import POLICY_DEFAULTS
from orders.commitments.judge import judge, next_look
from orders.commitments.outcomes import as_json
from orders.commitments.reading import read_case
from orders.commitments.registry import REVIEW, RULES
from tests.commitments.story import MICROSECOND, MONDAY, Story, at, case, engaged, of, rules

LINES = [{"line": "l1", "kind": "part", "code": None, "unit_price": 1, "qty": 1, "warranty_days": 30}]
VARIETY = [
    ("message", {}),
    ("message", {"by": "partner"}),
    ("reply_not_needed", {}),
    ("accepted", {}),
    ("declined", {}),
    ("withdrawn", {}),
    ("cancelled", {"by": "customer", "reason": "no_agreement"}),
    ("cancelled", {"by": "partner"}),
    ("disagreement_reported", {}),
    ("arrived", {}),
    ("completed", {}),
    ("quoted", {"lines": LINES}),
    ("quote_approved", {}),
    ("part_replaced", {}),
    ("receipt_issued", {"stamp": None}),
    ("receipt_issued", {}),
    ("photo_requested", {}),
    ("photo_uploaded", {"stamp_read": "RD-0009"}),
    ("complaint_opened", {"category": "quality"}),
    ("complaint_reopened", {}),
    ("complaint_reply", {}),
    ("checklist_done", {"items": ["drain"]}),
    ("appointment", {}),
]
# Few distinct instants, an hour apart: ties are common and clocks end on events.
hours = st.integers(1, 60)


@st.composite
def stories(draw):
    story = case().offered("00:00").terms(checklists={"AC-CLEAN": ["drain", "power_off"]}, warranty_days=60)
    story.terms(prices={"A": {"max": 1}})
    for hour, (kind, fields) in draw(st.lists(st.tuples(hours, st.sampled_from(VARIETY)), max_size=14)):
        when = MONDAY + timedelta(hours=hour)
        if kind == "appointment":
            window = [
                (when + timedelta(hours=gap)).isoformat()
                for gap in sorted(draw(st.tuples(st.integers(-2, 9), st.integers(-2, 9))))
            ]
            story.scheduled(when, arrive_from=window[0], arrive_to=window[1])
        else:
            getattr(story, kind)(when, **fields)
    for start, length in draw(st.lists(st.tuples(hours, st.integers(1, 9)), max_size=2)):
        story.closed(MONDAY + timedelta(hours=start), MONDAY + timedelta(hours=start + length))
    return story


def told(verdict):
    return {(found.rule, found.subject): (found.occurred_at, found.severity) for found in verdict.findings}


@settings(max_examples=200, deadline=None)
@given(stories(), st.integers(0, 200), st.integers(0, 200))
def test_a_finding_stays_with_its_instant_and_severity(story, first, second):
    earlier, later = (MONDAY + timedelta(hours=hour) for hour in sorted((first, second)))

    before, after = told(story.judged_at(earlier)), told(story.judged_at(later))

    assert before.items() <= after.items()


@settings(max_examples=200, deadline=None)
@given(stories(), st.integers(0, 120))
def test_what_lies_ahead_of_now_changes_nothing(story, hour):
    now = MONDAY + timedelta(hours=hour)
    past = Story()
    past.content = {**story.content, "events": [e for e in story.content["events"] if at_most(e["at"], now)]}

    whole, known = story.judged_at(now), past.judged_at(now)

    assert (told(whole), rules(whole.obligations)) == (told(known), rules(known.obligations))


def at_most(text, now):
    return type(now).fromisoformat(text) <= now


@settings(max_examples=100, deadline=None)
@given(stories(), st.integers(0, 200))
def test_until_the_next_look_the_verdict_stays(story, hour):
    now = MONDAY + timedelta(hours=hour)
    read = read_case(json.loads(json.dumps(story.content)))
    verdict = judge(read, now)

    look = next_look(read, now, verdict)

    until = look - MICROSECOND if look is not None and look > now else now if look else MONDAY + timedelta(days=400)
    assert told(judge(read, until)) == told(verdict)


def test_the_next_look_is_the_first_due_instant_or_the_first_event_ahead():
    story = engaged().appointment("08:30", "12:00", "13:00").arrived("12:00")
    read = read_case(story.content)

    looks = [next_look(read, at(now), judge(read, at(now))) for now in ("08:00", "08:30", "12:00")]

    assert looks == [at("08:30"), at("12:00"), None]


def test_ties_are_ordered_by_their_place_in_the_list():
    reported_first = engaged().disagreement_reported("10:00").cancelled("10:00")
    cancelled_first = engaged().cancelled("10:00").disagreement_reported("10:00")

    severities = [story.judged_at("10:00").findings[-1].severity for story in (reported_first, cancelled_first)]

    assert severities == ["minor", "major"]


def test_events_told_out_of_order_are_judged_in_the_order_of_their_instants():
    story = case().accepted("09:10").message("09:30").offered("09:00").message("09:20", by="partner")

    findings, obligations = story.judged_at("09:40")

    assert (rules(findings), rules(obligations)) == ([], ["A3.no_appointment", "C1.reply_late"])


def test_a_late_event_undoes_the_breach_it_shows_to_be_none():
    known = engaged().message("09:00")
    with_the_late_reply = engaged().message("09:00").message("09:30", by="partner")

    findings = [of("C1.reply_late", story.judged_at("12:00").findings) for story in (known, with_the_late_reply)]

    assert [rules(found) for found in findings] == [["C1.reply_late"], []]


def test_an_event_can_be_told_with_an_aware_datetime():
    told_as_text = engaged().message("09:00")
    content = json.loads(json.dumps(told_as_text.content))
    for event in content["events"]:
        event["at"] = type(MONDAY).fromisoformat(event["at"])

    findings, _ = judge(read_case(content), at("12:00"))

    assert (
        told(told_as_text.judged_at("12:00")).items()
        == {(found.rule, found.subject): (found.occurred_at, found.severity) for found in findings}.items()
    )


def test_a_clocks_facts_tell_what_counted_and_what_did_not():
    story = engaged().closed("tue 08:10", "tue 08:20").message("20:40").message("tue 09:05", by="partner")

    found = of("C1.reply_late", story.judged_at("tue 10:00").findings)[0]

    assert found.evidence == ("e3", "e4")
    assert as_json(found.facts) == {
        "started_at": "2026-03-02T13:40:00Z",
        "promised_minutes": 60,
        "due_at": "2026-03-03T01:50:00Z",
        "counted": [
            ["2026-03-02T13:40:00Z", "2026-03-02T14:00:00Z"],
            ["2026-03-03T01:00:00Z", "2026-03-03T01:10:00Z"],
            ["2026-03-03T01:20:00Z", "2026-03-03T01:50:00Z"],
        ],
        "met_at": "2026-03-03T02:05:00Z",
        "late_minutes": 15,
    }


@settings(max_examples=100, deadline=None)
@given(stories())
def test_facts_and_evidence_of_every_finding_are_plain_json(story):
    ids = {event["id"] for event in story.content["events"]}

    verdict = story.judged_at("+30 00:00")

    for found in verdict.findings:
        assert set(found.evidence) <= ids
        assert found.clause == RULES[found.rule].clause
        assert json.loads(json.dumps(as_json(found.facts))) == as_json(found.facts)


def test_every_rule_is_registered_and_four_of_them_need_a_person():
    review = {code for code, rule in RULES.items() if rule.certainty == REVIEW}

    assert len(RULES) == 27 + 14
    assert review == {"A2.asked_to_cancel", "A4.stamp_mismatch", "A4.photo_reused", "B4.part_differs"}


def test_the_policy_has_the_contracts_sixteen_keys():
    numbers = {key: value for key, value in POLICY_DEFAULTS.items() if isinstance(value, int)}

    assert len(POLICY_DEFAULTS) == 16
    assert numbers["feedback_minutes"] == 780
