"""Notices: what Rada told a partner, on their own page and, before a clock breaks, on Today."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from orders.models import Closure
from orders.services import closures, messages, notices, sweeping, warnings
from orders.wording.notices import DECIDED, NOTICE_WORDS, notice_words
from partners.actors import Actor
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, a_technician, an_engagement, an_offer, an_owner, the_customer
from tests.portal import a_side, signed_in

pytestmark = pytest.mark.django_db

NOW = MONDAY + 2 * HOUR
FACTS = {"rule": "C1.reply_late", "due_at": "2026-03-02T05:00:00+00:00", "order": "RD-1", "decision": "waived"}
FACTS |= {"total": 250_000, "answer": "quote_approved", "what": "begun", "step": "remind"}


def page_of(actor: Actor, at, name="notices", query=""):
    """A page as this actor sees it at an instant."""
    client = signed_in(actor)
    with clock.standing_at(at):
        answer = client.get(reverse(f"orders:{name}") + query)
    assert answer.status_code == 200
    return answer.content.decode()


def told(at):
    """Warn and send, as the sweeping loop does."""
    with clock.standing_at(at):
        sweeping.sweep()
        warnings.warn()
        notices.send_waiting()


def a_waiting_customer():
    """An engagement whose customer wrote at 9:10, so that an answer is owed until 10:10."""
    engagement = an_engagement(at=MONDAY)
    with clock.standing_at(MONDAY + 10 * MINUTE):
        messages.send(engagement, by=the_customer(engagement.order), text="Anh ơi")
    return engagement


def titles(page):
    """The first words of each row, in their order."""
    return re.findall(r'class="whole" href="[^"]+">([^<]+)<', page)


def test_each_kind_of_notice_says_what_happened_and_leads_to_it():
    engagement = a_waiting_customer()
    told(MONDAY + HOUR)
    told(NOW)
    with clock.standing_at(NOW):
        closures.declare(starts_at=MONDAY, ends_at=NOW, reason=Closure.Reason.STORM)
    told(NOW + MINUTE)
    breach = engagement.breaches.get(rule="C1.reply_late")

    page = page_of(an_owner(engagement.partner), NOW + MINUTE)

    assert set(titles(page)) >= {
        "An order was offered to you",
        "Reply to the customer: due 10:10 today",
        "Customer answered late",
        "Customer answered late: no longer counts",
    }
    assert reverse("orders:assignment", args=[engagement.pk]) in page
    assert reverse("orders:breach", args=[breach.pk]) in page
    assert engagement.order.code in page


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_kind_and_every_decision_has_words(language):
    facts = [FACTS, *({**FACTS, "decision": decision} for decision in DECIDED)]

    with translation.override(language):
        words = [notice_words(level, each, NOW) for level in NOTICE_WORDS for each in facts]

    assert all(each.word and each.title and each.icon for each in words)


def test_a_notice_is_new_until_the_page_has_shown_it():
    engagement = a_waiting_customer()
    told(MONDAY + HOUR)
    owner = an_owner(engagement.partner)

    before, first, second = page_of(owner, NOW, "orders"), page_of(owner, NOW), page_of(owner, NOW)

    waiting = Notice.objects.filter(audience=f"partner:{engagement.partner_id}").count()
    assert f'<b class="badge">{waiting}<' in before
    assert first.count('<span class="chip accent">new</span>') == waiting
    assert '<span class="chip accent">new</span>' not in second
    assert '<b class="badge">' not in second
    assert set(Notice.objects.values_list("read_at", flat=True)) == {NOW}


def test_what_is_not_sent_yet_is_not_shown():
    offer = an_offer(at=MONDAY)

    page = page_of(an_owner(offer.partner), MONDAY)

    assert "No notices" in page
    assert Notice.objects.get().read_at is None


def test_more_than_a_batch_goes_out_in_one_pass(monkeypatch):
    monkeypatch.setattr(notices, "BATCH", 2)
    for _number in range(5):
        an_offer(at=MONDAY)
    waiting = Notice.objects.filter(sent_at=None, channel="inbox")
    before = waiting.count()

    with clock.standing_at(NOW):
        sent = notices.send_waiting()

    assert sent == before >= 5
    assert not waiting.exists()


def test_nobody_reads_the_notices_of_another_partner():
    engagement = a_waiting_customer()
    told(MONDAY + HOUR)
    stranger = an_owner(an_offer(at=NOW).partner)

    page = page_of(stranger, NOW)

    assert engagement.order.code not in page
    assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_a_technician_reads_no_notice_of_the_office():
    engagement = a_waiting_customer()
    told(MONDAY + HOUR)
    technician = a_technician(engagement.partner)

    page = page_of(technician, NOW)

    assert "No notices" in page
    assert engagement.order.code not in page
    assert not Notice.objects.filter(read_at__isnull=False).exists()


def test_pages_hold_every_notice_once_the_newest_first():
    offers = [an_offer(at=MONDAY)]
    offers += [an_offer(partner=offers[0].partner, at=MONDAY + number * MINUTE) for number in range(1, 45)]
    with clock.standing_at(NOW):
        notices.send_waiting()
    owner, query, seen = an_owner(offers[0].partner), "", []

    for _page in range(3):
        page = page_of(owner, NOW, query=query)
        seen += re.findall(r"RD-[0-9A-Z]{4}-[0-9A-Z]{4}", page)
        older = re.search(r'href="(\?[^"]*after=[^"]*)">', page)
        query = older[1] if older else ""

    assert seen == [offer.order.code for offer in reversed(offers)]


def test_a_long_list_takes_no_more_queries_than_a_short_one():
    side = a_side("Sông Hồng", NOW)
    told(NOW)
    client = signed_in(side.owner)
    counts = []

    for _time in range(2):
        with CaptureQueriesContext(connection) as queries, clock.standing_at(NOW):
            client.get(reverse("orders:notices"))
        counts.append(len(queries))
        for number in range(15):
            an_offer(partner=side.partner, at=NOW - number * MINUTE)
        told(NOW)

    assert max(counts) <= 10


@pytest.mark.parametrize("value", ["\x00", "9" * 40, "-1", "9" * 17 + "-1", "' OR 1=1 --"])
def test_a_hostile_address_shows_the_list(value):
    owner = an_owner(an_offer(at=MONDAY).partner)

    answer = signed_in(owner).get(reverse("orders:notices"), {"after": value})

    assert answer.status_code == 200


def test_today_warns_of_a_clock_that_breaks_soon():
    engagement = a_waiting_customer()
    told(MONDAY + HOUR)

    page = page_of(an_owner(engagement.partner), MONDAY + HOUR, "today")

    assert "Soon broken" in page
    assert "due 10:10 today" in page.split("Soon broken")[1].split("</section>")[0]


def test_today_does_not_warn_of_a_clock_that_was_met():
    engagement = a_waiting_customer()
    owner = an_owner(engagement.partner)
    told(MONDAY + HOUR)
    with clock.standing_at(MONDAY + HOUR + MINUTE):
        messages.send(engagement, by=owner, text="Dạ em nghe")

    page = page_of(owner, MONDAY + HOUR + 2 * MINUTE, "today")

    assert "Reply to the customer" not in page


def test_today_warns_until_the_due_instant_and_not_a_microsecond_longer():
    engagement = a_waiting_customer()
    owner, due_at = an_owner(engagement.partner), MONDAY + 70 * MINUTE
    told(MONDAY + HOUR)

    pages = [page_of(owner, instant, "today") for instant in (due_at, due_at + timedelta(microseconds=1))]

    assert ["Soon broken" in page for page in pages] == [True, False]


def test_today_does_not_repeat_a_warning_that_was_read():
    engagement = a_waiting_customer()
    owner = an_owner(engagement.partner)
    told(MONDAY + HOUR)
    page_of(owner, MONDAY + HOUR)

    page = page_of(owner, MONDAY + HOUR, "today")

    assert "Soon broken" not in page
    assert "Reply to the customer" in page


def test_today_warns_of_three_clocks_at_most():
    first = a_waiting_customer()
    for _number in range(4):
        another = an_engagement(partner=first.partner, at=MONDAY)
        with clock.standing_at(MONDAY + 10 * MINUTE):
            messages.send(another, by=the_customer(another.order), text="Anh ơi")
    told(MONDAY + HOUR)

    page = page_of(an_owner(first.partner), MONDAY + HOUR, "today")

    assert page.count('id="warned-') == 4  # the heading and three
