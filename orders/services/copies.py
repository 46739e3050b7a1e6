"""Copies of what stands in an inbox: by e-mail, or to a phone, for each person behind it who wants that.

A copy is a notice of its own, for `user:12`. It is written with the inbox's, and sent by `carrying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from partners.channels import address_of, choices_of, people_behind
from rada.platform import outbox
from rada.platform.kinds import KINDS, held_until
from rada.platform.models import Notice

STALE_AFTER = timedelta(days=1)


def write(told: Sequence[Notice], *, at: datetime) -> None:
    """Write the copies of these notices, each once however often this runs; at night they are held if they can wait.

    What has stood for a day before it was shown is not written about any more.
    """
    notices = [notice for notice in told if at < notice.created_at + STALE_AFTER]
    kinds = {notice.pk: KINDS.get(notice.level) for notice in notices}
    people = people_behind({notice.audience for notice in notices})
    choices = choices_of({user.pk for group in people.values() for user in group})
    outbox.tell(
        _copy(notice, user.pk, channel, at)
        for notice in notices
        for user in people.get(notice.audience, ())
        for (topic, channel), is_on in choices[user.pk].items()
        if is_on and (kind := kinds[notice.pk]) and kind.topic == topic and address_of(user, channel)
    )


def _copy(notice: Notice, user: int, channel: Notice.Channel, at: datetime) -> Notice:
    hold = held_until(notice.level, notice.facts, at)
    copy = outbox.notice(f"user:{user}", notice.subject, notice.level, at=at, facts=notice.facts, hold_until=hold)
    copy.channel = channel
    return copy
