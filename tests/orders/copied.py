"""What tests of copies share: somebody who can be reached, something to tell them, and what was written for them."""

from __future__ import annotations

from orders.services import sweeping
from partners.models import ChannelChoice, User
from rada.platform.models import Notice
from rada.web import clock
from tests.factories import HOUR, MONDAY, an_engagement, an_owner


def reached(actor, **choices: bool) -> User:
    """Somebody with an address and a phone; `jobs_sms=True` chooses a channel for a topic."""
    user = actor.user
    user.email, user.phone = f"m{user.pk}@example.org", f"+8491000{user.pk:04d}"
    user.save()
    for choice, is_on in choices.items():
        topic, channel = choice.split("_")
        ChannelChoice.objects.create(user=user, topic=topic, channel=channel, is_on=is_on)
    return user


def broken(instant=MONDAY):
    """An engaged partner without an appointment; its breach is found an hour later."""
    job = an_engagement(at=instant)
    owner = an_owner(job.partner)
    with clock.standing_at(instant + 2 * HOUR):
        sweeping.sweep()
    return job, owner


def copies(**wanted):
    return Notice.objects.filter(audience__startswith="user:", **wanted)
