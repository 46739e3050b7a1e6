"""Section A: accepting requests. The deadlines' instants are in test_deadlines."""

import pytest

from orders.commitments.outcomes import MAJOR, MINOR, NOTICE
from tests.commitments.story import at, case, engaged, of, rules


def test_a_second_offer_starts_no_second_clock():
    story = case().offered("09:00").accepted("09:10").offered("09:20")

    findings, obligations = story.judged_at("tue 12:00")

    assert of("A1.unanswered", findings) == of("A1.unanswered", obligations) == []


def test_a_partner_without_service_hours_owes_no_answer():
    story = case().terms(hours={}).offered("09:00")

    findings, obligations = story.judged_at("+60 09:00")

    assert (rules(findings), rules(obligations)) == ([], [])


def test_no_minutes_to_answer_make_an_offer_at_night_due_at_opening():
    story = case().terms(response_minutes=0).offered("06:00")

    _, obligations = story.judged_at("07:00")

    assert [clock.due_at for clock in obligations] == [at("08:00")]


def test_declining_an_offer_made_in_service_hours_is_noted():
    story = case().offered("09:00").declined("09:05", reason="busy")

    findings, _ = story.judged_at("10:00")

    assert [(found.rule, found.subject, found.severity) for found in findings] == [
        ("A1.declined_in_hours", "e2", NOTICE)
    ]


@pytest.mark.parametrize(
    "story",
    [
        case().offered("09:00").declined("09:05", reason="unsafe"),
        case().policy(excused_decline_reasons=["busy"]).offered("09:00").declined("09:05"),
        case().offered("07:59:59.999999").declined("08:05"),
        case().offered("18:01").declined("18:05"),
        case().closed("08:30", "09:30").offered("09:00").declined("09:05"),
        case().declined("08:00").offered("09:00").accepted("09:01"),
        case().offered("09:00").accepted("09:01").declined("09:05"),
    ],
    ids=["excused", "excused by policy", "before opening", "after closing", "closure", "before the offer", "accepted"],
)
def test_a_decline_is_not_noted_when(story):
    findings, _ = story.judged_at("09:10" if "09:00" in str(story.content) else "18:10")

    assert of("A1.declined_in_hours", findings) == []


def test_an_offer_in_the_closing_minute_counts_as_made_in_service_hours():
    story = case().offered("18:00:59.999999").declined("18:05")

    findings, _ = story.judged_at("19:00")

    assert rules(findings) == ["A1.declined_in_hours"]


def test_the_partner_who_cancels_breaks_the_promise():
    story = engaged().cancelled("10:00")

    findings, _ = story.judged_at("10:00")

    assert [(found.subject, found.severity) for found in of("A2.cancelled", findings)] == [("e3", MAJOR)]


def test_a_disagreement_reported_before_the_cancellation_makes_it_minor():
    story = engaged().disagreement_reported("10:00").cancelled("10:00")

    findings, _ = story.judged_at("10:00")

    assert [found.severity for found in of("A2.cancelled", findings)] == [MINOR]


@pytest.mark.parametrize(
    "story",
    [
        engaged().disagreement_reported("09:00", text=" \u00a0").cancelled("10:00"),
        engaged().cancelled("10:00").disagreement_reported("10:00"),
        case().offered("07:00").disagreement_reported("07:30").accepted("08:00").cancelled("10:00"),
    ],
    ids=["blank", "afterwards", "before the acceptance"],
)
def test_a_report_does_not_soften_a_cancellation_when(story):
    findings, _ = story.judged_at("11:00")

    assert [found.severity for found in of("A2.cancelled", findings)] == [MAJOR]


def test_only_the_first_cancellation_after_the_acceptance_counts():
    story = (
        case().offered("07:00").cancelled("07:30").accepted("08:00").cancelled("09:00", by="rada").cancelled("10:00")
    )

    findings, _ = story.judged_at("11:00")

    assert [found for found in rules(findings) if found.startswith("A2")] == []


@pytest.mark.parametrize("by", ["customer", "rada"])
def test_a_cancellation_the_partner_asked_for_is_the_partners(by):
    story = engaged().cancelled("10:00", by=by, reason="partner_asked")

    findings, _ = story.judged_at("11:00")

    assert [found.subject for found in of("A2.asked_to_cancel", findings)] == ["e3"]


def test_a_disagreement_reported_before_the_cancellation_is_the_feedback():
    story = engaged().disagreement_reported("08:30").cancelled("10:00", by="customer", reason="no_agreement")

    findings, obligations = story.judged_at("+9 10:00")

    assert of("A2.no_feedback", findings) == of("A2.no_feedback", obligations) == []


def test_moving_a_standing_appointment_shortly_before_is_short_notice():
    story = engaged().appointment("08:10", "12:00", "13:00").appointment("10:00:00.000001", "15:00", "16:00")

    findings, _ = story.judged_at("10:01")

    assert [found.subject for found in of("A3.short_notice", findings)] == ["e4"]


@pytest.mark.parametrize(
    "story",
    [
        engaged().appointment("08:10", "12:00", "13:00").appointment("10:00", "15:00", "16:00"),
        engaged().appointment("08:10", "12:00", "13:00").appointment("13:00:00.000001", "15:00", "16:00"),
        engaged().appointment("08:10", "12:00", "13:00").appointment("11:00", "15:00", "16:00", by="customer"),
        engaged().appointment("08:10", "12:00", "13:00").arrived("11:30").appointment("12:00", "15:00", "16:00"),
        engaged().appointment("08:10", "12:00", "13:00").cancelled("11:00").appointment("12:00", "15:00", "16:00"),
        case()
        .appointment("07:00", "09:00", "10:00")
        .offered("07:30")
        .accepted("08:00")
        .appointment("09:00", "15:00", "16:00"),
    ],
    ids=["two hours before", "after its end", "by the customer", "arrived", "cancelled", "before the acceptance"],
)
def test_moving_an_appointment_is_no_short_notice_when(story):
    findings, _ = story.judged_at("14:00")

    assert of("A3.short_notice", findings) == []


def test_a_receipt_without_a_stamp_by_the_due_time_is_the_milder_breach():
    story = engaged().completed("10:00").receipt_issued("tue 10:00", stamp=" ")

    findings, _ = story.judged_at("wed 10:00")

    assert [
        (found.rule, found.severity) for found in findings if "photo" not in found.rule and found.subject == "e3"
    ] == [("A4.unstamped", MINOR)]


def test_a_receipt_without_a_stamp_after_the_due_time_does_not_soften_the_breach():
    story = engaged().completed("10:00").receipt_issued("tue 10:00:00.000001", stamp=None)

    findings, _ = story.judged_at("wed 10:00")

    assert [found.severity for found in of("A4.no_receipt", findings)] == [MAJOR]


def test_while_it_runs_the_clock_of_an_unstamped_receipt_is_listed_as_no_receipt():
    story = engaged().completed("10:00").receipt_issued("11:00", stamp=None)

    _, obligations = story.judged_at("12:00")

    assert [clock.due_at for clock in of("A4.no_receipt", obligations)] == [at("tue 10:00")]


def test_a_stamped_receipt_before_completion_is_a_receipt():
    story = engaged().receipt_issued("09:00").photo_requested("09:00").completed("10:00")

    findings, obligations = story.judged_at("+9 10:00")

    assert [rule for rule in rules(findings) + rules(obligations) if rule.startswith("A4")] == []


def test_a_photo_is_compared_with_the_last_stamped_receipt_before_it():
    story = (
        engaged()
        .receipt_issued("09:00", stamp="RD-0001")
        .receipt_issued("09:10", stamp="RD-0002")
        .receipt_issued("09:20", stamp=None)
        .photo_uploaded("10:00", stamp_read="RD-0001")
    )

    findings, _ = story.judged_at("10:00")

    assert [(found.subject, found.occurred_at) for found in of("A4.stamp_mismatch", findings)] == [("e6", at("10:00"))]


def test_a_photo_before_any_stamped_receipt_waits_for_the_first_one():
    story = (
        engaged()
        .photo_uploaded("09:00", stamp_read="RD-9")
        .receipt_issued("10:00")
        .receipt_issued("11:00", stamp="RD-9")
    )

    before, after = story.judged_at("09:59"), story.judged_at("12:00")

    assert of("A4.stamp_mismatch", before.findings) == []
    assert [found.occurred_at for found in of("A4.stamp_mismatch", after.findings)] == [at("10:00")]


def test_stamps_compare_without_case_and_outer_white_space():
    story = engaged().receipt_issued("09:00", stamp="rd-0001 ").photo_uploaded("10:00", stamp_read="\tRD-0001")

    findings, _ = story.judged_at("12:00")

    assert of("A4.stamp_mismatch", findings) == []


def test_a_photo_used_before_is_a_breach_and_a_blank_source_none():
    story = engaged().photo_uploaded("09:00", reused_from="ph-7").photo_uploaded("09:01", reused_from=" ")

    findings, _ = story.judged_at("12:00")

    assert [found.subject for found in of("A4.photo_reused", findings)] == ["e3"]


def test_one_reply_meets_every_clock_open_for_its_complaint_only():
    story = (
        case()
        .complaint_opened("08:00")
        .complaint_info_requested("09:00")
        .complaint_opened("09:30", complaint="k2")
        .complaint_reply("10:00")
    )

    _, obligations = story.judged_at("11:00")

    assert [clock.subject for clock in of("A5.complaint_unanswered", obligations)] == ["e3"]


def test_a_complaint_falls_under_the_category_of_its_first_opening():
    story = case().complaint_info_requested("08:00").complaint_opened("09:00", category="promotion")
    story.complaint_opened("10:00", category="attitude")

    _, obligations = story.judged_at("11:00")

    assert sorted((clock.rule[:2], clock.subject) for clock in obligations) == [
        ("A5", "e1"),
        ("C3", "e2"),
        ("C3", "e3"),
    ]
