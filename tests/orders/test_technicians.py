"""Who goes: given by the office, told to whoever gets the job, and never booked twice without a word."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.urls import reverse

from orders.models import Assignment
from orders.services import bookings, messages, notices, sweeping, visits, warnings
from partners.models import Member
from rada.platform.models import Notice
from rada.web import clock
from rada.web.clock import VIETNAM
from tests.factories import (
    HOUR,
    MINUTE,
    MONDAY,
    a_dispatcher,
    a_partner,
    a_technician,
    an_engagement,
    an_offer,
    an_owner,
    the_customer,
)
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db

NOW = MONDAY + HOUR


def at(instant):
    return clock.standing_at(instant)


def job(partner, begin="14:00", end="16:00", technician=None):
    """An order of Monday's with an appointment, perhaps with its technician."""
    engagement = an_engagement(partner=partner, at=MONDAY)
    hours = [datetime.fromisoformat(f"2026-03-02T{hour}").replace(tzinfo=VIETNAM) for hour in (begin, end)]
    owner = an_owner(partner)
    with at(MONDAY + 10 * MINUTE):
        visits.schedule(engagement, by=owner, arrive_from=hours[0], arrive_to=hours[1])
        if technician is not None:
            visits.assign(engagement, by=owner, technician=technician.member_id)
    return engagement


def post(actor, engagement, name="technician", when=NOW, **fields):
    with at(when):
        return signed_in(actor).post(reverse(f"orders:{name}", args=[engagement.pk]), form(**fields))


def page(actor, name="today", *args):
    with at(NOW):
        return signed_in(actor).get(reverse(f"orders:{name}", args=args)).content.decode()


def goes(engagement):
    return Assignment.objects.get(pk=engagement.pk).technician_id


def shown_overlaps(page):
    return re.search(r'name="overlap_shown" value="([^"]*)" id="technician_overlap_shown"', page)[1]


def test_a_technician_sees_a_job_once_it_was_given_to_them():
    partner = a_partner()
    engagement, technician = job(partner), a_technician(partner)

    before = page(technician, "orders")
    answer = post(an_owner(partner), engagement, technician=technician.member_id)
    after = page(technician, "orders")

    assert answer.status_code == 302
    assert engagement.order.code not in before
    assert engagement.order.code in after


def test_whoever_gets_a_job_is_told_and_whoever_loses_it_too():
    partner = a_partner()
    first, second = a_technician(partner), a_technician(partner)
    engagement = job(partner, technician=first)

    post(a_dispatcher(partner), engagement, technician=second.member_id)
    with at(NOW):
        notices.send_waiting()

    assert "A job was given to you" in page(second, "notices")
    assert f"Order {engagement.order.code} is not your job any more" in page(first, "notices")


def test_nobody_is_told_what_they_did_themselves():
    partner = a_partner()
    owner = an_owner(partner)

    post(owner, job(partner), technician=owner.member_id)

    assert not Notice.objects.filter(audience=f"member:{owner.member_id}").exists()


def test_a_job_can_be_taken_from_everybody():
    partner = a_partner()
    engagement = job(partner, technician=a_technician(partner))

    post(an_owner(partner), engagement, technician="nobody")

    assert goes(engagement) is None


def test_a_technician_neither_sees_the_list_nor_sends_anybody():
    partner = a_partner()
    technician = a_technician(partner)
    engagement = job(partner, technician=technician)

    shown = page(technician, "assignment", engagement.pk)
    answer = post(technician, engagement, technician="nobody")

    assert reverse("orders:technician", args=[engagement.pk]) not in shown
    assert answer.status_code == 404
    assert goes(engagement) == technician.member_id


def former(partner):
    technician = a_technician(partner)
    Member.objects.filter(pk=technician.member_id).update(is_active=False)
    return technician.member_id


@pytest.mark.parametrize(
    ("whom", "sentence"),
    [
        (former, "This person does not work for you any more."),
        (lambda partner: a_technician(a_partner()).member_id, "This person does not work for you any more."),
        (lambda partner: "9" * 30, "This person does not work for you any more."),
        (lambda partner: "Minh\x00", "This person does not work for you any more."),
        (lambda partner: "", "Choose who goes."),
    ],
)
def test_only_somebody_of_the_team_can_go(whom, sentence):
    partner = a_partner()
    engagement = job(partner)

    answer = post(an_owner(partner), engagement, technician=whom(partner))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert goes(engagement) is None


def test_somebody_who_left_a_moment_ago_is_refused_by_the_service_too():
    partner = a_partner()
    engagement = job(partner)

    with pytest.raises(visits.NotOnTheTeam), at(NOW):
        visits.assign(engagement, by=an_owner(partner), technician=former(partner))


@pytest.mark.parametrize("ends", ["offered", "cancelled", "completed"])
def test_nobody_goes_to_an_order_that_is_not_in_progress(ends):
    partner = a_partner()
    technician, owner = a_technician(partner), an_owner(partner)
    assignment = an_offer(partner=partner, at=MONDAY) if ends == "offered" else job(partner)
    with at(NOW):
        if ends == "cancelled":
            visits.cancel(assignment, by=owner, reason="other")
        if ends == "completed":
            visits.complete(assignment, by=owner)

    answer = post(owner, assignment, technician=technician.member_id)

    assert answer.status_code == 409
    assert "A technician goes only to an order" in answer.content.decode()
    assert goes(assignment) is None


def test_the_list_says_who_has_how_much_that_day_and_what_overlaps():
    partner = a_partner()
    busy, free = a_technician(partner), a_technician(partner)
    job(partner, "08:00", "09:00", busy)
    clash = job(partner, "15:00", "17:00", busy)

    shown = page(an_owner(partner), "technician", job(partner, "14:00", "16:00").pk)

    words = " ".join(re.sub(r"<[^>]+>", " ", shown).split())
    assert f"{busy.user} · 2 jobs on 02/03 · overlaps {clash.order.code}, 15:00–17:00 Monday 02/03" in words
    assert f"{free.user} · 0 jobs on 02/03" in words


def test_an_overlap_that_the_page_named_needs_one_click():
    partner = a_partner()
    technician, owner = a_technician(partner), an_owner(partner)
    job(partner, "15:00", "17:00", technician)
    engagement = job(partner, "14:00", "16:00")
    marks = shown_overlaps(page(owner, "assignment", engagement.pk))

    answer = post(owner, engagement, technician=technician.member_id, overlap_shown=marks)

    assert answer.status_code == 302
    assert "Two appointments at once" in page(owner, "assignment", engagement.pk)


def test_an_overlap_that_came_meanwhile_is_said_before_it_is_saved():
    partner = a_partner()
    technician, owner = a_technician(partner), an_owner(partner)
    engagement = job(partner, "14:00", "16:00")
    clash = job(partner, "15:00", "17:00", technician)

    asked_back = post(owner, engagement, technician=technician.member_id)
    shown, before = asked_back.content.decode(), goes(engagement)
    sent = post(owner, engagement, technician=technician.member_id, overlap_shown=shown_overlaps(shown))

    assert asked_back.status_code == 409
    assert f"already has {clash.order.code} at 15:00–17:00 Monday 02/03" in shown
    assert before is None
    assert (sent.status_code, goes(engagement)) == (302, technician.member_id)


@pytest.mark.parametrize(
    ("begin", "end", "is_one"),
    [
        ("12:00", "14:00", False),
        ("12:00", "14:01", True),
        ("15:59", "17:00", True),
        ("16:00", "17:00", False),
        ("14:30", "15:00", True),
        ("13:00", "18:00", True),
    ],
)
def test_appointments_overlap_when_they_share_a_minute(begin, end, is_one):
    partner = a_partner()
    technician = a_technician(partner)
    job(partner, begin, end, technician)
    engagement = job(partner, "14:00", "16:00")

    found = bookings.clashes_of(engagement, technician.member_id, engagement.arrive_from, engagement.arrive_to)

    assert bool(found) == is_one


def test_appointments_of_ended_orders_overlap_with_nothing():
    partner = a_partner()
    technician = a_technician(partner)
    with at(NOW):
        visits.cancel(job(partner, "14:00", "16:00", technician), by=an_owner(partner), reason="other")

    answer = post(an_owner(partner), job(partner, "14:00", "16:00"), technician=technician.member_id)

    assert answer.status_code == 302


def test_an_appointment_that_would_overlap_is_said_on_its_form_before_it_is_made():
    partner = a_partner()
    technician, owner = a_technician(partner), an_owner(partner)
    clash = job(partner, "14:00", "16:00", technician)
    engagement = job(partner, "09:30", "10:30", technician)
    times = {"day": "2026-03-02", "begin": "15:00", "end": "17:00"}

    asked_back = post(owner, engagement, "schedule", **times, cost_shown="A3.short_notice:minor")
    shown = asked_back.content.decode()
    marks = re.search(r'name="overlap_shown" value="([^"]+)" id="schedule_overlap_shown"', shown)[1]
    sent = post(owner, engagement, "schedule", **times, cost_shown="A3.short_notice:minor", overlap_shown=marks)

    assert asked_back.status_code == 409
    assert f"already has {clash.order.code}" in shown
    assert 'value="15:00"' in shown
    assert sent.status_code == 302


def test_a_customer_is_not_asked_about_the_technicians_hours():
    partner = a_partner()
    technician = a_technician(partner)
    clash = job(partner, "14:00", "16:00", technician)
    engagement = job(partner, "09:30", "10:30", technician)

    with at(NOW):
        visits.schedule(
            engagement, by=the_customer(engagement.order), arrive_from=clash.arrive_from, arrive_to=clash.arrive_to
        )

    engagement.refresh_from_db()
    assert engagement.arrive_from == clash.arrive_from


def test_today_marks_two_at_once_and_leads_to_who_goes():
    partner = a_partner()
    technician, owner = a_technician(partner), an_owner(partner)
    one, two = job(partner, "14:00", "16:00", technician), job(partner, "15:00", "17:00")
    unassigned = job(partner, "08:00", "09:00")
    with at(NOW):
        visits.assign(two, by=owner, technician=technician.member_id, overlaps_shown=[bookings.mark_of(reread(one))])

    shown, theirs = page(owner), page(technician)

    assert shown.count("two at once") == theirs.count("two at once") == 2
    assert f'href="{reverse("orders:technician", args=[unassigned.pk])}"' in shown
    assert reverse("orders:technician", args=[two.pk]) not in shown
    assert "/technician/" not in theirs


def reread(engagement):
    return Assignment.objects.get(pk=engagement.pk)


def test_a_technician_is_warned_of_their_own_jobs_alone():
    partner = a_partner()
    technician = a_technician(partner)
    own, other = job(partner, technician=technician), job(partner)
    with at(MONDAY + 10 * MINUTE):
        for engagement in (own, other):
            messages.send(engagement, by=the_customer(engagement.order), text="Anh ơi")
    with at(NOW):
        sweeping.sweep()
        warnings.warn()
        notices.send_waiting()

    today, told = page(technician), page(technician, "notices")

    assert "Reply to the customer: due 10:10 today" in told
    assert own.order.code in told
    assert other.order.code not in told
    assert "Soon broken" in today


def test_the_phone_the_map_and_an_sms_are_one_tap_away_while_the_contact_is_shown():
    partner = a_partner()
    engagement, offer = job(partner), an_offer(partner=partner, at=NOW)

    shown, hidden = (page(an_owner(partner), "assignment", each.pk) for each in (engagement, offer))

    map_url = "https://www.google.com/maps/search/?api=1&amp;query=12+H%C3%A0ng+B%C3%A0i%2C+Ph%C6%B0%E1%BB%9Dng"
    assert 'href="tel:+84912345678"' in shown
    assert 'href="sms:+84912345678"' in shown
    assert f'href="{map_url}' in shown
    assert 'rel="noopener noreferrer"' in shown
    assert not any(word in hidden for word in ("tel:", "sms:", "google.com/maps"))
