"""The generated page of order states."""

from pathlib import Path

from orders.management.commands.order_states import page
from orders.models import EventKind, Status
from orders.models.orders import ENGAGED
from orders.transitions import TABLE, possible

ROOT = Path(__file__).resolve().parents[2]


def test_the_page_says_what_the_table_says():
    written = (ROOT / "docs" / "order-states.md").read_text(encoding="utf-8")

    assert written == page()


def test_every_kind_of_event_has_a_row():
    kinds = {row.kind for row in TABLE}

    assert kinds == set(EventKind)


def test_no_status_of_an_engagement_is_a_dead_end():
    stuck = [
        status
        for status in (Status.OFFERED, *ENGAGED)
        if not {"accepted", "completed", "cancelled"} & set(possible(status, "partner"))
    ]

    assert stuck == []


def test_a_customer_can_always_write_once_a_partner_is_engaged():
    mute = [
        status
        for status in (*ENGAGED, Status.COMPLETED, Status.CANCELLED)
        if "message" not in possible(status, "customer")
    ]

    assert mute == []
