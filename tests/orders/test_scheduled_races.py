"""Several senders at once, a sender that is killed, an order that somebody holds: each message is sent exactly once."""

from __future__ import annotations

from functools import partial

import pytest

from orders.models import EventKind, ScheduledMessage
from orders.services import scheduled, timeline
from rada.web import clock
from tests.factories import HOUR, a_policy, an_engagement, an_owner
from tests.faults.invariants import wrongs
from tests.faults.racing import held_open, race

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def due():
    """Messages of several orders whose hour has come; care is given around the clock."""
    a_policy(care_open="00:00", care_close="24:00")
    made = []
    for number in range(4):
        engagement = an_engagement(at=clock.now() - HOUR)
        author = an_owner(engagement.partner).user
        for turn in range(3):
            made.append(
                ScheduledMessage.objects.create(
                    assignment=engagement, author=author, text=f"Tin {number}.{turn}",
                    send_at=clock.now(), created_at=clock.now(),
                )
            )  # fmt: skip
    return made


def sent(message):
    """How many events say what this message said when it was made."""
    return message.assignment.events.filter(kind=EventKind.MESSAGE, remarks__text=message.text).count()


def test_four_senders_at_once_send_each_message_once(due):
    outcomes = race(*[scheduled.send_due] * 4)
    scheduled.send_due()

    assert [outcome.error for outcome in outcomes] == [None] * 4
    assert [sent(each) for each in due] == [1] * len(due)
    assert wrongs() == []


def test_a_sender_killed_half_way_leaves_the_message_to_the_next(due, monkeypatch):
    with monkeypatch.context() as dying:
        dying.setattr(scheduled.ScheduledMessage, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            scheduled.send_due()

    before = [sent(each) for each in due]
    scheduled.send_due()

    assert before == [0] * len(due)
    assert [sent(each) for each in due] == [1] * len(due)


def killed(*_args: object, **_kwargs: object) -> None:
    raise KeyboardInterrupt


def test_a_sender_does_not_wait_for_an_order_that_somebody_holds(due):
    held = due[0].assignment

    with held_open(partial(timeline.lock, held)):
        first = scheduled.send_due()
    second = scheduled.send_due()

    assert (first, second) == (9, 3)


def test_one_that_fails_holds_up_no_other(due, monkeypatch):
    record = scheduled.messages.record

    def record_or_fail(assignment, **fields):
        if assignment.pk == due[0].assignment_id:
            raise ValueError("cannot be recorded")
        return record(assignment, **fields)

    monkeypatch.setattr(scheduled.messages, "record", record_or_fail)
    first, second = scheduled.send_due(), scheduled.send_due()

    assert (first, second) == (9, 0)
    assert scheduled.waiting_in(due[0].assignment).filter(send_at__gt=clock.now()).count() == 3


def test_taking_back_and_sending_at_once_never_do_both(due):
    for message in due:
        owner = an_owner(message.assignment.partner)
        take_back = partial(scheduled.take_back, message.assignment, by=owner, message=message.pk)

        outcomes = race(take_back, scheduled.send_due)

        stored = ScheduledMessage.objects.get(pk=message.pk)
        assert outcomes[1].error is None
        assert (stored.sent_at is None) == outcomes[0].won
        assert sent(message) == (0 if outcomes[0].won else 1)
