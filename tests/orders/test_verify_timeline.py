"""A changed past shows: the first broken link is named, whoever had the rights to change it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from orders.services import messages
from tests import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OF_THE_LAST = "FROM orders_event event WHERE event.id = orders_remark.event_id AND position = 4"


@pytest.fixture
def engagement():
    """Four events: offered, accepted, and two messages with their texts."""
    engagement = make.an_engagement()
    for text in ("Anh đến chưa?", "Chiều nhé"):
        messages.send(engagement, by=make.the_customer(engagement.order), text=text)
    return engagement


def tampered(statement: str, *parameters: object) -> None:
    """What a superuser can do with the triggers switched off."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET session_replication_role = DEFAULT")


def verified(*codes: str) -> tuple[str, int]:
    """What the command prints, and its exit status."""
    out, status = StringIO(), 0
    try:
        call_command("verify_timeline", *codes, stdout=out, stderr=StringIO())
    except SystemExit as ended:
        status = int(ended.code or 0)
    return out.getvalue(), status


def event_at(engagement, position: int) -> str:
    return engagement.events.get(position=position).event_id


def test_an_untouched_timeline_holds(engagement):
    printed = verified()

    assert printed == ("", 0)


CHANGES = [
    "UPDATE orders_event SET at = at + interval '1 microsecond' WHERE assignment_id = %s AND position = 3",
    "UPDATE orders_event SET payload = payload || '{\"needs_reply\": false}' WHERE assignment_id = %s AND position = 3",
    "UPDATE orders_event SET actor = 'partner' WHERE assignment_id = %s AND position = 3",
    "UPDATE orders_event SET door = 'report' WHERE assignment_id = %s AND position = 3",
    "UPDATE orders_event SET recorded_at = now() + interval '1 day' WHERE assignment_id = %s AND position = 3",
    "UPDATE orders_event SET seq = 1 WHERE assignment_id = %s AND position = 3",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_event_is_named(change, engagement):
    named = event_at(engagement, 3)

    tampered(change, engagement.pk)

    printed, status = verified()
    assert f"{engagement.order.code}, assignment {engagement.pk}, position 3, event {named}:" in printed
    assert "does not follow from what it says" in printed
    assert status == 1


def test_a_removed_event_is_named_by_the_one_after_it(engagement):
    named = event_at(engagement, 3)

    tampered("DELETE FROM orders_event WHERE assignment_id = %s AND position = 2", engagement.pk)

    printed, _status = verified()
    assert f"position 2, event {named}: an event is missing before it" in printed


def test_a_removed_last_event_shows_on_the_assignment():
    engagement = make.an_engagement()

    tampered("DELETE FROM orders_event WHERE assignment_id = %s AND position = 2", engagement.pk)

    printed, status = verified()
    assert "position 2, event —: the assignment counts 2 events" in printed
    assert status == 1


def test_a_rewritten_event_with_a_fresh_hash_breaks_the_link_after_it(engagement):
    named = event_at(engagement, 3)

    tampered("UPDATE orders_event SET hash = repeat('0', 64) WHERE assignment_id = %s AND position = 3", engagement.pk)
    tampered("UPDATE orders_event SET position = 9 WHERE assignment_id = %s AND position = 4", engagement.pk)

    printed, _status = verified()
    assert f"position 3, event {named}:" in printed
    assert len(printed.splitlines()) == 1


def test_a_changed_text_is_named(engagement):
    named = event_at(engagement, 4)

    tampered(f"UPDATE orders_remark SET text = 'Không' {OF_THE_LAST}")

    printed, _status = verified()
    assert f"event {named}: its text “text” was changed" in printed


def test_a_text_cannot_be_passed_off_as_erased_and_kept(engagement):
    tampered(f"UPDATE orders_remark SET erased_at = now() {OF_THE_LAST}")

    printed, status = verified()

    assert "was changed" in printed
    assert status == 1


def test_only_the_named_order_is_looked_at(engagement):
    other = make.an_offer()
    tampered(CHANGES[0], engagement.pk)

    printed, status = verified(other.order.code)

    assert (printed, status) == ("", 0)


def test_an_unknown_order_is_told():
    with pytest.raises(CommandError, match="RD-NONE"):
        verified("RD-NONE")
