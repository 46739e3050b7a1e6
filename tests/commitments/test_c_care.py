"""Section C: customer care, and what Rada upholds. The deadlines' instants are in test_deadlines."""

import pytest

from orders.commitments.kinds import CLAUSES
from orders.commitments.outcomes import MAJOR, MINOR, NOTICE
from tests.commitments.story import at, case, engaged, of, rules


@pytest.mark.parametrize(
    ("written", "outside"),
    [("07:59:59.999999", 1), ("08:00", 0), ("20:59:59.999", 0), ("21:00:59.999999", 0), ("21:01", 1)],
)
def test_the_window_is_read_by_the_minute_a_phone_shows(written, outside):
    story = case().message(written, by="partner")

    findings, _ = story.judged_at("22:00")

    assert len(of("C1.reply_outside_window", findings)) == outside


def test_a_message_at_night_that_answers_nobody_is_a_notice():
    story = engaged().message("22:00", by="partner")

    findings, _ = story.judged_at("23:00")

    assert [found.severity for found in of("C1.reply_outside_window", findings)] == [NOTICE]


@pytest.mark.parametrize(("asked", "severity"), [("20:50", MINOR), ("21:00:59", MINOR), ("21:01", NOTICE)])
def test_a_reply_at_night_weighs_more_when_the_customer_asked_in_the_window(asked, severity):
    story = engaged().message(asked).message("22:00", by="partner")

    findings, _ = story.judged_at("23:00")

    assert [found.severity for found in of("C1.reply_outside_window", findings)] == [severity]


def test_the_policy_may_grade_every_reply_at_night_alike():
    story = engaged().policy(outside_window_severity="major").message("22:00", by="partner")

    findings, _ = story.judged_at("23:00")

    assert [found.severity for found in of("C1.reply_outside_window", findings)] == [MAJOR]


def test_automatic_messages_are_nobodys_question_reply_or_breach():
    story = (
        engaged().message("09:00").message("09:10", by="partner", auto=True).message("22:00", by="partner", auto=True)
    )
    story.message("09:20", auto=True)

    findings, _ = story.judged_at("23:00")

    assert of("C1.reply_outside_window", findings) == []
    assert [(found.subject, found.occurred_at) for found in of("C1.reply_late", findings)] == [("e3", at("10:00"))]


def test_a_waiting_customer_who_writes_again_starts_no_second_clock():
    story = engaged().message("09:00").message("09:30").message("09:59", by="partner").message("10:30")

    findings, obligations = story.judged_at("11:00")

    assert of("C1.reply_late", findings) == []
    assert [clock.subject for clock in of("C1.reply_late", obligations)] == ["e6"]


def test_a_late_reply_ends_the_waiting_too():
    story = engaged().message("09:00").message("12:00", by="partner").message("12:30").message("13:00", by="partner")

    findings, _ = story.judged_at("20:00")

    assert [found.subject for found in of("C1.reply_late", findings)] == ["e3"]


def test_a_thank_you_and_radas_own_messages_open_no_clock():
    story = engaged().message("09:00", needs_reply=False).message("09:00", by="rada")

    _, obligations = story.judged_at("09:10")

    assert of("C1.reply_late", obligations) == []


@pytest.mark.parametrize(
    ("story", "due"),
    [
        (case().offered("09:00").message("09:05", id="m"), "13:05"),
        (engaged().message("09:05", id="m"), "10:05"),
        (engaged().completed("09:00").message("09:05", id="m"), "13:05"),
        (engaged().cancelled("09:00").accepted("09:01").message("09:05", id="m"), "13:05"),
        (engaged().message("09:05", id="m").completed("09:06"), "10:05"),
    ],
    ids=["before acceptance", "at work", "after completion", "accepted again", "asked before completion"],
)
def test_the_time_to_reply_depends_on_where_the_work_stands(story, due):
    _, obligations = story.judged_at("09:10")

    assert [(clock.subject, clock.due_at) for clock in of("C1.reply_late", obligations)] == [("m", at(due))]


@pytest.mark.parametrize(
    ("story", "waits"),
    [
        (case().message("08:00").offered("09:00"), 0),
        (case().message("08:00"), 0),
        (case().offered("08:00").declined("08:10").message("08:20"), 0),
        (case().offered("08:00").withdrawn("08:10").message("08:20"), 0),
        (case().offered("08:00").message("08:05").declined("08:10"), 0),
        (case().offered("08:00").message("08:05").cancelled("08:10"), 1),
        (case().offered("08:00").cancelled("08:10").message("08:20"), 0),
        (case().offered("08:00").declined("08:10").accepted("08:15").message("08:20"), 1),
        (engaged().cancelled("08:10").message("08:20"), 0),
        (engaged().cancelled("08:10").accepted("08:15").message("08:20"), 1),
        (engaged().declined("08:10").message("08:20"), 1),
        (engaged().message("08:05").withdrawn("08:10"), 1),
        (case().withdrawn("07:00").offered("08:00").message("08:20"), 1),
    ],
)
def test_who_waits_for_a_reply(story, waits):
    _, obligations = story.judged_at("08:59")

    assert len(of("C1.reply_late", obligations)) == waits


@pytest.mark.parametrize(("asked", "clocks"), [("+30 09:00", 1), ("+30 09:00:00.000001", 0)])
def test_aftercare_ends_thirty_days_to_the_instant_after_completion(asked, clocks):
    story = engaged().closed("+3 00:00", "+9 00:00").completed("09:00").completed("+8 09:00").message(asked)

    _, obligations = story.judged_at("+30 09:30")

    assert len(of("C1.reply_late", obligations)) == clocks


@pytest.mark.parametrize("clause", CLAUSES)
def test_an_upheld_complaint_breaks_its_clause_as_gravely_as_rada_says(clause):
    story = case().complaint_closed("22:00", outcome="upheld", clause=clause, severity=NOTICE)

    findings, _ = story.judged_at("22:00")

    assert [(found.rule, found.clause, found.severity) for found in findings] == [(f"{clause}.upheld", clause, NOTICE)]


def test_an_upheld_complaint_without_a_severity_is_major():
    story = case().complaint_closed("09:00", outcome="upheld", clause="C2")
    story.complaint_closed("09:01", outcome="rejected", clause="no clause", severity=7)

    findings, _ = story.judged_at("10:00")

    assert [(found.subject, found.severity) for found in findings] == [("e1", MAJOR)]


def test_a_quality_complaint_is_one_finding_not_two():
    story = case().complaint_opened("08:00", category="quality")

    findings, _ = story.judged_at("+9 08:00")

    assert rules(findings) == ["C3.complaint_unanswered"]
