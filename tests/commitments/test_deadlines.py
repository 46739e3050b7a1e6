"""Every deadline at its three instants: at the due instant, a microsecond later, and met exactly then."""

from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.commitments.story import MICROSECOND, Story, at, case, engaged, of


class Deadline(NamedTuple):
    """A promise of some rule: the story that makes it, the instant it is due, and how it is met at an instant."""

    rule: str
    story: Callable[[], Story]
    due: str
    meet: Callable[[Story, object], Story]


DEADLINES = [
    Deadline("A1.unanswered", lambda: case().offered("09:00"), "09:15", lambda s, t: s.accepted(t)),
    Deadline("A1.unanswered", lambda: case().offered("17:50"), "tue 08:05", lambda s, t: s.declined(t)),
    Deadline("A1.unanswered", lambda: case().offered("17:45"), "18:00", lambda s, t: s.withdrawn(t)),
    Deadline("A1.unanswered", lambda: case().offered("09:00"), "09:15", lambda s, t: s.cancelled(t, by="customer")),
    Deadline(
        "A2.no_feedback",
        lambda: engaged().cancelled("20:00", by="customer", reason="no_agreement"),
        "tue 20:00",
        lambda s, t: s.disagreement_reported(t),
    ),
    Deadline("A3.no_appointment", engaged, "09:00", lambda s, t: s.appointment(t, "tue 09:00", "tue 10:00")),
    Deadline("A3.no_appointment", engaged, "09:00", lambda s, t: s.arrived(t)),
    Deadline("A3.no_appointment", engaged, "09:00", lambda s, t: s.cancelled(t, by="rada")),
    Deadline("A4.no_receipt", lambda: engaged().completed("22:00"), "tue 22:00", lambda s, t: s.receipt_issued(t)),
    Deadline(
        "A4.photo_not_requested",
        lambda: engaged().completed("22:00"),
        "tue 22:00",
        lambda s, t: s.photo_requested(t),
    ),
    Deadline(
        "A4.photo_not_requested",
        lambda: engaged().completed("22:00"),
        "tue 22:00",
        lambda s, t: s.photo_uploaded(t),
    ),
    Deadline(
        "A5.complaint_unanswered",
        lambda: case().complaint_opened("08:00"),
        "tue 21:00",
        lambda s, t: s.complaint_reply(t),
    ),
    Deadline(
        "A5.complaint_unanswered",
        lambda: case().complaint_reopened("20:00"),
        "wed 20:00",
        lambda s, t: s.complaint_closed(t),
    ),
    Deadline(
        "C3.complaint_unanswered",
        lambda: case().complaint_opened("08:00", category="quality"),
        "tue 21:00",
        lambda s, t: s.complaint_reply(t),
    ),
    Deadline(
        "B1.late_arrival",
        lambda: engaged().appointment("08:10", "22:00", "23:00"),
        "23:30",
        lambda s, t: s.arrived(t),
    ),
    Deadline(
        "B1.no_show",
        lambda: engaged().appointment("08:10", "22:00", "23:00"),
        "tue 01:00",
        lambda s, t: s.completed(t),
    ),
    Deadline("C1.reply_late", lambda: engaged().message("20:40"), "tue 08:40", lambda s, t: s.message(t, by="partner")),
    Deadline(
        "C1.reply_late",
        lambda: case().offered("19:00").message("19:00"),
        "tue 10:00",
        lambda s, t: s.reply_not_needed(t),
    ),
]


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda deadline: deadline.rule)
def test_at_the_due_instant_the_clock_still_runs(deadline):
    story = deadline.story()

    findings, obligations = story.judged_at(deadline.due)

    assert of(deadline.rule, findings) == []
    assert [clock.due_at for clock in of(deadline.rule, obligations)] == [at(deadline.due)]


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda deadline: deadline.rule)
def test_a_microsecond_later_it_is_broken_since_the_due_instant(deadline):
    story = deadline.story()

    findings, obligations = story.judged_at(at(deadline.due) + MICROSECOND)

    assert [found.occurred_at for found in of(deadline.rule, findings)] == [at(deadline.due)]
    assert of(deadline.rule, obligations) == []


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda deadline: deadline.rule)
def test_what_meets_it_exactly_at_the_due_instant_keeps_the_promise(deadline):
    story = deadline.meet(deadline.story(), deadline.due)

    findings, obligations = story.judged_at("+60 12:00")

    assert of(deadline.rule, findings) == []
    assert of(deadline.rule, obligations) == []


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda deadline: deadline.rule)
def test_what_would_meet_it_a_microsecond_too_late_changes_nothing(deadline):
    story = deadline.meet(deadline.story(), at(deadline.due) + MICROSECOND)

    findings, _ = story.judged_at("+60 12:00")

    assert [found.occurred_at for found in of(deadline.rule, findings)] == [at(deadline.due)]


@pytest.mark.parametrize("deadline", DEADLINES, ids=lambda deadline: deadline.rule)
def test_a_closure_before_the_due_instant_moves_it_by_the_closed_time(deadline):
    due = at(deadline.due)
    story = deadline.story().closed(due - MICROSECOND * 60_000_000, due)

    _, obligations = story.judged_at(due)

    assert [clock.due_at > due for clock in of(deadline.rule, obligations)] == [True]
