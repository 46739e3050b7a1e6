"""Choosing by which channels one is told: by topic, within what is offered, and never against the inbox."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from partners.channels import choices_of, people_behind
from partners.models import ChannelChoice
from partners.services import channels
from rada.platform.kinds import Channel, Topic
from tests.factories import a_dispatcher, a_partner, a_staff_member, a_technician, an_owner
from tests.portal import form, signed_in

pytestmark = pytest.mark.django_db
BOX = re.compile(r'<input type="checkbox" name="([a-z_]+)"')


def with_address(actor):
    actor.user.email, actor.user.phone = f"m{actor.user.pk}@example.org", f"+8491000{actor.user.pk:04d}"
    actor.user.save()
    return actor


def page_of(actor) -> str:
    return signed_in(actor).get(reverse("partners:notice_channels")).content.decode()


def choose(actor, *boxes: str):
    return signed_in(actor).post(reverse("partners:notice_channels"), form(**dict.fromkeys(boxes, "on")))


def is_on(actor, topic, channel) -> bool:
    return choices_of([actor.user.pk])[actor.user.pk][topic, channel]


def test_everybody_is_offered_what_they_are_told_of_and_the_inbox_cannot_be_switched_off():
    partner = a_partner()
    people = an_owner(partner), a_technician(partner), a_staff_member()

    office, job, staff = (page_of(with_address(each)) for each in people)

    assert {name.split("_")[0] for name in BOX.findall(office)} == {"jobs", "deadlines", "talk", "quality"}
    assert {name.split("_")[0] for name in BOX.findall(job)} == {"jobs", "deadlines"}
    assert {name.split("_")[0] for name in BOX.findall(staff)} == {"complaints", "platform"}
    assert office.count('<input type="checkbox" checked disabled>') == 4


def test_a_choice_is_kept_and_shown():
    owner = with_address(an_owner(a_partner()))

    answer = choose(owner, "jobs_sms", "deadlines_email")

    assert answer.status_code == 302
    assert is_on(owner, Topic.JOBS, Channel.SMS)
    assert not is_on(owner, Topic.QUALITY, Channel.EMAIL)
    assert re.search(r'name="jobs_sms"[^>]*checked', page_of(owner))


def test_choosing_again_changes_the_same_rows():
    owner = with_address(an_owner(a_partner()))
    choose(owner, "jobs_sms")
    rows = ChannelChoice.objects.count()

    choose(owner)

    assert not is_on(owner, Topic.JOBS, Channel.SMS)
    assert ChannelChoice.objects.count() == rows


def test_a_channel_that_does_not_reach_somebody_cannot_be_ticked():
    owner = an_owner(a_partner())

    choose(owner, "jobs_sms")

    assert not is_on(owner, Topic.JOBS, Channel.SMS)
    assert re.search(r'name="jobs_sms"[^>]*disabled', page_of(owner))


def test_nobody_chooses_for_what_is_not_theirs():
    technician = with_address(a_technician(a_partner()))

    with pytest.raises(PermissionDenied):
        channels.choose([(Topic.QUALITY, Channel.EMAIL)], by=technician)
    choose(technician, "quality_email")

    assert not ChannelChoice.objects.filter(topic="quality").exists()


def test_an_inbox_is_read_by_the_office_a_member_or_one_of_rada():
    partner, other = a_partner(), a_partner()
    owner, dispatcher, technician = an_owner(partner), a_dispatcher(partner), a_technician(partner)
    staff, gone = a_staff_member(), a_dispatcher(partner)
    gone.user.is_active = False
    gone.user.save()
    names = [f"partner:{partner.pk}", f"member:{technician.member_id}", f"staff:{staff.user.pk}", f"partner:{other.pk}"]

    people = people_behind(names)

    assert people == {names[0]: [owner.user, dispatcher.user], names[1]: [technician.user], names[2]: [staff.user]}
