"""Two dispatchers book one technician for the same hours at the same instant: the second one is told."""

from __future__ import annotations

from functools import partial

import pytest

from orders.models import Assignment
from orders.services import bookings, visits
from rada.web import clock
from tests.factories import DAY, HOUR, a_dispatcher, a_partner, a_technician, an_engagement, an_owner
from tests.faults.racing import race

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


def two_jobs(partner):
    """Two orders with appointments at the same hours."""
    begin = clock.now() + DAY
    made = [an_engagement(partner=partner, at=clock.now() - HOUR) for _number in range(2)]
    for engagement in made:
        visits.schedule(engagement, by=an_owner(partner), arrive_from=begin, arrive_to=begin + HOUR)
    return made


def test_of_two_who_give_overlapping_jobs_to_one_technician_at_once_one_is_told():
    partner = a_partner()
    for _round in range(5):
        technician = a_technician(partner).member_id
        acts = [
            partial(visits.assign, job, by=a_dispatcher(partner), technician=technician) for job in two_jobs(partner)
        ]

        outcomes = race(*acts)

        assert sorted(type(outcome.error) for outcome in outcomes if outcome.error) == [bookings.DoubleBooked]
        assert Assignment.objects.filter(technician_id=technician).count() == 1


def test_of_two_who_move_a_technicians_jobs_to_the_same_hours_at_once_one_is_told():
    partner = a_partner()
    for _round in range(5):
        technician = a_technician(partner).member_id
        begin = clock.now() + 2 * DAY
        jobs = two_jobs(partner)
        for number, job in enumerate(jobs):
            visits.assign(job, by=an_owner(partner), technician=technician, overlaps_shown=all_marks(jobs[:number]))
        acts = [
            partial(visits.schedule, job, by=a_dispatcher(partner), arrive_from=begin, arrive_to=begin + HOUR,
                    overlaps_shown=all_marks(jobs))
            for job in jobs
        ]  # fmt: skip

        outcomes = race(*acts)

        assert [type(outcome.error) for outcome in outcomes if outcome.error] == [bookings.DoubleBooked]


def all_marks(jobs):
    return [bookings.mark_of(Assignment.objects.get(pk=job.pk)) for job in jobs]
