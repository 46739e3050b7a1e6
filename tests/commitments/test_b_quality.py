"""Section B: the published quality. The deadlines' instants are in test_deadlines."""

import pytest

from orders.commitments.outcomes import MAJOR, MINOR
from tests.commitments.story import Story, at, case, engaged, of, rules

PART = {
    "line": "l1",
    "kind": "part",
    "code": None,
    "unit_price": 300_000,
    "qty": 1,
    "origin": "Nhật Bản",
    "brand": "Daikin",
    "model": None,
    "warranty_days": 180,
}
LABOUR = {"line": "l2", "kind": "labour", "code": "AC-CLEAN", "unit_price": 200_000, "qty": 1}


def approved() -> Story:
    return engaged().quoted("08:10", lines=[PART, LABOUR]).quote_approved("08:20")


def receipt(*lines: tuple[str | None, int, int], **fields: object) -> dict:
    return {"lines": [{"code": code, "unit_price": price, "qty": qty} for code, price, qty in lines], **fields}


def promising(**promotion: object) -> Story:
    running = {"code": "HE", "from": at("07:59").isoformat(), "to": at("07:59").isoformat(), **promotion}
    return engaged().terms(promotions=[running])


def test_an_arrival_between_the_two_deadlines_is_late_but_no_no_show():
    story = engaged().appointment("08:10", "09:00", "10:00").arrived("11:00")

    findings, _ = story.judged_at("tue 11:00")

    assert [(found.rule, found.severity) for found in findings if found.clause == "B1"] == [("B1.late_arrival", MINOR)]


def test_an_arrival_before_the_appointment_was_made_does_not_meet_it():
    story = engaged().arrived("08:05").appointment("08:10", "09:00", "10:00")

    findings, _ = story.judged_at("tue 11:00")

    assert [rule for rule in rules(findings) if rule.startswith("B1")] == ["B1.late_arrival", "B1.no_show"]


def test_each_appointment_is_met_by_the_next_one():
    story = engaged().appointment("08:10", "09:00", "10:00").appointment("08:20", "tue 09:00", "tue 10:00")

    _, obligations = story.judged_at("08:30")

    assert [clock.subject for clock in of("B1.no_show", obligations)] == ["e4"]


@pytest.mark.parametrize("kind", ["before the acceptance", "after the cancellation"])
def test_an_appointment_does_not_count(kind):
    story = case().offered("07:00")
    if kind == "before the acceptance":
        story.appointment("07:10", "09:00", "10:00").accepted("08:00")
    else:
        story.accepted("07:05").cancelled("07:08", by="rada").appointment("07:10", "09:00", "10:00")

    findings, _ = story.judged_at("tue 11:00")

    assert [rule for rule in rules(findings) if rule.startswith("B1")] == []


def test_a_line_dearer_than_published_is_overpriced_by_its_index():
    story = engaged().terms(prices={"AC-CLEAN": {"max": 250_000}}).policy(price_tolerance_percent=5)
    story.receipt_issued("10:00", **receipt(("AC-CLEAN", 262_500, 1), ("OTHER", 999_999, 1), ("AC-CLEAN", 262_501, 2)))

    findings, _ = story.judged_at("11:00")

    assert [(found.subject, found.severity) for found in of("B1.overpriced", findings)] == [("e3#2", MAJOR)]


@pytest.mark.parametrize(
    ("promotion", "lines", "promised"),
    [
        ({"percent": 10}, [("A", 250_005, 2)], 50_001),
        ({"percent": 10, "cap": 50_000}, [("A", 600_000, 1)], 50_000),
        ({"percent": 10, "codes": ["A"]}, [("A", 100_000, 1), ("B", 900_000, 1)], 10_000),
        ({"amount": 20_000}, [("A", 15_000, 1)], 15_000),
        ({"amount": 20_000, "min_total": 30_000}, [("A", 15_000, 2)], 20_000),
    ],
)
def test_a_receipt_gives_what_the_promotion_promises(promotion, lines, promised):
    kept = promising(**promotion).receipt_issued("10:00", **receipt(*lines, discount=promised))
    withheld = promising(**promotion).receipt_issued("10:00", **receipt(*lines, discount=promised - 1))

    verdicts = kept.judged_at("11:00"), withheld.judged_at("11:00")

    assert [len(of("B1.promotion_withheld", verdict.findings)) for verdict in verdicts] == [0, 1]
    assert of("B1.promotion_withheld", verdicts[1].findings)[0].facts["promised"] == promised


@pytest.mark.parametrize(
    ("promotion", "lines"),
    [
        ({"percent": 10, "to": at("07:58").isoformat()}, [("A", 100_000, 1)]),
        ({"percent": 10, "from": at("08:00").isoformat()}, [("A", 100_000, 1)]),
        ({"amount": 20_000, "min_total": 100_001}, [("A", 100_000, 1)]),
        ({"amount": 20_000, "codes": ["B"]}, [("A", 100_000, 1)]),
    ],
    ids=["over", "not yet", "too small", "another service"],
)
def test_a_promotion_promises_nothing_when(promotion, lines):
    story = promising(**promotion).receipt_issued("10:00", **receipt(*lines))

    findings, _ = story.judged_at("11:00")

    assert of("B1.promotion_withheld", findings) == []


def test_a_part_of_the_approved_quote_may_be_replaced():
    story = approved().quote_rejected("08:30").part_replaced("09:00")

    findings, _ = story.judged_at("10:00")

    assert of("B2.unapproved_part", findings) == []


@pytest.mark.parametrize(
    "story",
    [
        engaged().part_replaced("09:00"),
        engaged().quoted("08:10", lines=[PART]).part_replaced("08:30").quote_approved("08:40"),
        engaged().quote_approved("08:05").quoted("08:10", lines=[PART]).part_replaced("08:30"),
        approved().part_replaced("09:00", line=None),
        approved().part_replaced("09:00", line="l2"),
        approved().quoted("08:30", quote="q2", lines=[]).quote_approved("08:31", quote="q2").part_replaced("09:00"),
        case()
        .offered("07:00")
        .quoted("07:10", lines=[PART])
        .accepted("08:00")
        .quote_approved("08:01")
        .part_replaced("09:00"),
    ],
    ids=["no quote", "approved later", "quoted later", "no line", "labour", "another quote since", "quoted too early"],
)
def test_a_replaced_part_is_unapproved_when(story):
    findings, _ = story.judged_at("10:00")

    assert [found.severity for found in of("B2.unapproved_part", findings)] == [MAJOR]


def test_an_approval_stands_for_the_last_quote_of_that_name_before_it():
    story = (
        engaged()
        .quoted("08:10", total=100)
        .quoted("08:20", total=300)
        .quote_approved("08:30")
        .quoted("08:40", total=200)
    )
    story.receipt_issued("10:00", total=300).receipt_issued("10:01", total=301)

    findings, _ = story.judged_at("11:00")

    assert [found.subject for found in of("B2.over_quote", findings)] == ["e8"]


@pytest.mark.parametrize(
    "warranty",
    [None, {"days": None, "terms": "có"}, {"days": -1, "terms": "có"}, {"days": 90, "terms": " \u2003"}],
    ids=["none", "no days", "negative days", "blank terms"],
)
def test_a_receipt_after_a_replacement_says_what_the_warranty_is(warranty):
    story = approved().part_replaced("09:00").receipt_issued("10:00", warranty=warranty)

    findings, _ = story.judged_at("11:00")

    assert [found.clause for found in findings if found.clause == "B3"] == ["B3"]
    assert of("B3.no_warranty_info", findings)[0].subject == "e6"


def test_a_receipt_before_the_replacement_owes_no_warranty():
    story = approved().receipt_issued("09:00", warranty=None).part_replaced("09:00")

    findings, _ = story.judged_at("11:00")

    assert [found for found in findings if found.clause == "B3"] == []


@pytest.mark.parametrize(("published", "days", "broken"), [(0, 180, 0), (0, 179, 1), (365, 364, 1), (365, 365, 0)])
def test_the_warranty_is_the_longest_of_the_published_and_the_quoted(published, days, broken):
    story = approved().terms(warranty_days=published).part_replaced("09:00")
    story.receipt_issued("10:00", warranty={"days": days, "terms": "đổi mới"})

    findings, _ = story.judged_at("11:00")

    assert len(of("B3.warranty_short", findings)) == broken


def test_a_quoted_part_that_was_not_replaced_promises_nothing():
    story = approved().part_replaced("09:00", line=None).receipt_issued("10:00", warranty={"days": 0, "terms": "không"})

    findings, _ = story.judged_at("11:00")

    assert of("B3.warranty_short", findings) == []


@pytest.mark.parametrize("origin", [None, "", " \u00a0"])
def test_a_part_without_an_origin_is_a_breach(origin):
    story = approved().part_replaced("09:00", origin=origin)

    findings, _ = story.judged_at("10:00")

    assert [found.severity for found in of("B4.origin_missing", findings)] == [MINOR]
    assert of("B4.part_differs", findings) == []


def test_parts_compare_as_people_read_them():
    story = approved().part_replaced("09:00", origin="  NHA\u0323\u0302T\u2003 Ba\u0309n", brand=None, model="X1")

    findings, _ = story.judged_at("10:00")

    assert of("B4.part_differs", findings) == []


def test_another_brand_than_quoted_differs_and_says_in_what():
    story = approved().part_replaced("09:00", brand="LG")

    findings, _ = story.judged_at("10:00")

    assert [found.facts for found in of("B4.part_differs", findings)] == [
        {"brand": {"quoted": "Daikin", "replaced": "LG"}}
    ]


def test_a_checklist_with_an_item_left_out_before_completion_is_skipped():
    story = engaged().terms(checklists={"AC-CLEAN": ["power_off", "drain"]})
    story.checklist_done("09:00", items=["drain", "extra"]).completed("10:00").checklist_done(
        "10:00", items=["power_off"]
    )

    findings, _ = story.judged_at("11:00")

    assert [(found.subject, found.facts["missing"]) for found in of("B5.checklist_skipped", findings)] == [
        ("e4", ["power_off"])
    ]


def test_a_checklist_done_in_two_parts_is_done():
    story = engaged().terms(checklists={"AC-CLEAN": ["power_off", "drain"]})
    story.checklist_done("09:00", items=["drain"]).checklist_done("09:30", items=["power_off"]).completed("10:00")

    findings, _ = story.judged_at("11:00")

    assert of("B5.checklist_skipped", findings) == []


def test_nothing_before_the_acceptance_breaks_a_rule_of_an_engaged_partner():
    story = case().offered("07:00").cancelled("07:01").part_replaced("07:02", origin=None).completed("07:03")
    story.receipt_issued("07:04", stamp=None, warranty=None).photo_uploaded("07:05", reused_from="x")

    findings, obligations = story.judged_at("+9 10:00")

    assert (rules(findings), rules(obligations)) == ([], [])
