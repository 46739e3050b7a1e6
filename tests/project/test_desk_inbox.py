"""The inbox of Rada's people: a bell with a count, a page of one's own notices, and read is what was shown."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orders.services import notices
from rada.desk import inbox as inbox_page
from rada.platform import outbox
from rada.platform.models import Notice
from rada.web import clock
from tests.complaints.on_the_desk import NOON, complained
from tests.desk import an_account, signed_in
from tests.factories import MINUTE

pytestmark = pytest.mark.django_db


def told(user, number=1, level="complaint_late", complaint=None, at=NOON):
    facts = {"complaint": complaint.pk if complaint else 1, "number": "KN-1", "due_at": NOON.isoformat()}
    facts |= {"order": complaint.assignment.order.code} if complaint else {}
    outbox.tell(
        outbox.notice(f"staff:{user.pk}", f"first_answer:{each}", level, at=at + each * MINUTE, facts=facts)
        for each in range(number)
    )
    with clock.standing_at(at + number * MINUTE):
        notices.send_waiting()


def page(user, query=""):
    return signed_in(user).get(f"/admin/inbox/{query}").content.decode()


def test_the_bell_counts_what_was_not_read_on_every_page():
    an, binh = an_account("an", role="triage"), an_account("binh", role="triage")
    told(an, 2)

    pages = [signed_in(an).get(f"/admin/{each}").content.decode() for each in ("", "orders/closure/", "find/")]
    of_another = signed_in(binh).get("/admin/").content.decode()

    assert all("My notices: 2 not read" in page for page in pages)
    assert 'aria-label="My notices"' in of_another


def test_the_page_leads_to_the_complaint_and_what_it_showed_is_read():
    an, complaint = an_account("an", role="triage"), complained()
    told(an, complaint=complaint)

    first, again = page(an), page(an)

    assert f'href="/admin/complaints/complaint/{complaint.pk}/change/"' in first
    assert "Complaint KN-1: first answer was due" in first
    assert f"{complaint.assignment.order.code} · " in first
    assert first.count(">new<") == 1
    assert ">new<" not in again
    assert Notice.objects.get(audience=f"staff:{an.pk}", channel="inbox").read_at is not None


def test_nobody_reads_what_another_was_told():
    an, binh = an_account("an", role="triage"), an_account("binh", role="triage")
    told(an)

    shown = page(binh)

    assert "KN-1" not in shown
    assert "Nothing yet." in shown
    assert Notice.objects.get(audience=f"staff:{an.pk}", channel="inbox").read_at is None


def test_older_ones_come_on_the_next_page_at_the_same_cost(monkeypatch):
    monkeypatch.setattr(inbox_page, "PAGE", 2)
    an = an_account("an", role="triage")
    told(an, 3)
    client = signed_in(an)
    client.get("/admin/inbox/")
    with CaptureQueriesContext(connection) as few:
        first = client.get("/admin/inbox/").content.decode()
    older = first.split('href="?after=')[1].split('"')[0]

    second = page(an, f"?after={older}")

    assert first.count("KN-1") == 2
    assert second.count("KN-1") == 1
    assert "Older" not in second
    assert len(few) < 12
