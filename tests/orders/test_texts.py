"""What people write lies beside the event, never in it, and can be erased; the chain still holds."""

from __future__ import annotations

import pytest
from django.db import connection

from orders import payloads
from orders.models import Remark
from orders.services import messages, quotes, receipts, remarks, verifying, visits
from tests import factories as make

pytestmark = pytest.mark.django_db
SECRET = "Gọi chị Hà số 0987 654 321"


def raw_events(assignment) -> str:
    """Every event of an assignment as PostgreSQL itself holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(event::text, ' ') FROM orders_event event WHERE assignment_id = %s", [assignment.pk]
        )
        return cursor.fetchone()[0]


def talked(assignment) -> None:
    owner = make.an_owner(assignment.partner)
    line = {"line": "l1", "kind": "part", "code": None, "unit_price": 1, "qty": 1, "name": SECRET, "origin": "Nhật"}
    messages.send(assignment, by=make.the_customer(assignment.order), text=SECRET)
    visits.report_disagreement(assignment, by=owner, text=SECRET)
    quotes.quote(assignment, by=owner, reference="q1", lines=[line], total=1)
    receipts.issue(assignment, by=owner, lines=[line], total=1, warranty=receipts.Warranty(days=30, terms=SECRET))
    visits.cancel(assignment, by=owner, reason=SECRET)


def test_no_text_stands_in_any_event():
    engagement = make.an_engagement()

    talked(engagement)

    raw = raw_events(engagement)
    assert "0987" not in raw
    assert "Hà" not in raw
    assert Remark.objects.filter(text__contains="0987").count() == 6


def test_an_erased_text_is_gone_and_the_chain_still_holds():
    engagement = make.an_engagement()
    talked(engagement)

    erased = remarks.erase(Remark.objects.filter(event__assignment=engagement))

    ((_assignment, problem),) = verifying.breaks(type(engagement).objects.filter(pk=engagement.pk))
    assert erased == 6
    assert problem is None
    assert not Remark.objects.exclude(text="", salt="").exists()


def test_an_erased_text_is_judged_as_it_was():
    engagement = make.an_engagement()
    told = ("d1", "disagreement_reported", make.MONDAY + 2 * make.MINUTE, "partner", {"text": SECRET})
    make.reported(engagement, told, ("c1", "cancelled", make.MONDAY + make.HOUR, "partner", {"reason": "other"}))

    remarks.erase(Remark.objects.all())
    make.sweep_all()

    assert engagement.breaches.get(rule="A2.cancelled").severity == "minor"


@pytest.mark.parametrize("blank", ["", "  \u3000\n"])
def test_a_blank_text_stays_known_as_blank(blank):
    split = payloads.split("disagreement_reported", {"text": blank})

    judged = payloads.judged_fields(split.payload)

    assert judged == {"text": ""}
    assert split.payload["text"]["blank"] is True


def test_values_that_the_reading_ignores_do_not_enter_the_event():
    line = {"line": "l1", "kind": "labour", "code": None, "unit_price": 1, "qty": 1, "warranty_days": {"any": 1e300}}
    ruling = {"complaint": "c", "outcome": "rejected", "clause": ["none"], "severity": None}

    quoted = payloads.split("quoted", {"quote": "q", "total": 1, "lines": [line]})
    closed = payloads.split("complaint_closed", ruling)

    assert "warranty_days" not in quoted.payload["lines"][0]
    assert closed.payload["severity"] is None
    assert "clause" not in closed.payload
    assert "extra" in quoted.texts
    assert "extra" in closed.texts


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_a_character_that_postgres_cannot_keep_is_refused(text):
    with pytest.raises(payloads.NotStorable):
        payloads.split("message", {"text": text})
