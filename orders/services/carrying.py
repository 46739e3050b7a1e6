"""Carry copies of notices to people's mail and phones.

A copy is claimed first and tried at most six times, with longer pauses between; every try is kept as evidence, and
what was overtaken meanwhile is not sent. One that is killed half-way may arrive twice.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from orders.notice_places import place_of
from orders.services.standing import stands
from orders.wording.notices import NoticeWords, words_of
from partners.actors import actor_of
from partners.channels import address_of, choices_of, topics_of
from partners.models import User
from partners.people import active_account
from partners.private_links import whole_address
from rada.platform import outbox
from rada.platform.channels import email, phones
from rada.platform.kinds import KINDS, Channel
from rada.platform.models import Notice
from rada.web import clock

CHANNELS = (Channel.SMS, Channel.EMAIL)
MOST_TRIES = 6
FIRST_WAIT = timedelta(minutes=1)
# A pass stops taking up more after this long: whoever sweeps has clocks to watch.
SECONDS_A_PASS = 5.0
COPIES = Q(audience__startswith="user:", level__in=[level for level, kind in KINDS.items() if kind.topic])
logger = logging.getLogger(__name__)


def send_waiting() -> int:
    """Send what waits. Returns how many copies a channel took. Any number of senders may run at once."""
    return sum(_send_by(channel) for channel in CHANNELS)


def _send_by(channel: Channel) -> int:
    begun, sent = time.monotonic(), 0
    while time.monotonic() - begun < SECONDS_A_PASS and (notice := _next(channel)) is not None:
        try:
            sent += _send(notice)
        except Exception as error:  # it waits for its next try, and holds up no other
            logger.error("notice %s: the copy could not be sent: %s", notice.pk, type(error).__name__)
    return sent


def _next(channel: Channel) -> Notice | None:
    return outbox.claim(channel, most_tries=MOST_TRIES, first_wait=FIRST_WAIT, only=COPIES)


def _send(notice: Notice) -> bool:
    user = active_account(int(notice.audience.removeprefix("user:")))
    if user is None or not _wants(user, notice):
        outbox.end(notice, Notice.Unsent.NOBODY)
        return False
    if not stands(notice, clock.now()):
        outbox.end(notice, Notice.Unsent.OVERTAKEN)
        return False
    with translation.override(settings.LANGUAGE_CODE):
        words, link = words_of(notice.level, notice.facts, clock.now()), whole_address(place_of(notice))
        if notice.channel == Channel.EMAIL:
            return outbox.note(notice, [email.send(user.email, _subject(words), _letter(user, words, link))])
        title = _("Rada: %(title)s %(link)s") % {"title": words.title, "link": link}
        answers = phones.send(user.phone or "", notice.level, title, {"title": words.title, "link": link})
    return outbox.note(notice, answers)


def _wants(user: User, notice: Notice) -> bool:
    """Whether they can be reached, still work where they are told of this, and have not chosen otherwise since."""
    channel, topic = Channel(notice.channel), KINDS[notice.level].topic
    if topic is None or topic not in topics_of(actor_of(user)) or not address_of(user, channel):
        return False
    return choices_of([user.pk])[user.pk].get((topic, channel), False)


def _letter(user: User, words: NoticeWords, link: str) -> str:
    said = _(
        "Hello %(name)s,\n\n%(word)s: %(title)s\n\n%(link)s\n\n"
        "The same stands in your inbox at Rada. What is sent to you beside it is yours to choose:\n\n%(choice)s\n\nRada"
    )
    choice = whole_address(reverse("partners:notice_channels"))
    return said % {"name": user, "word": words.word, "title": words.title, "link": link, "choice": choice}


def _subject(words: NoticeWords) -> str:
    """One line, whatever a reported number brought along."""
    return " ".join(f"{words.word}: {words.title}".split())
