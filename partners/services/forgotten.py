"""Forgotten passwords: the same answer and the same work for everybody; the link is made when it is sent, by mail."""

from __future__ import annotations

import hashlib
import logging
import secrets
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from partners.models import User
from partners.private_links import address_of
from partners.services import passwords
from partners.services.limits import count_try
from partners.sign_in import username_of
from rada.platform import outbox
from rada.platform.channels import email
from rada.platform.channels.gateway import Answer
from rada.platform.idempotency import Key, once
from rada.platform.models import Notice
from rada.web import clock

LEVEL = "password_reset"
ASKED = "password_asked"
BATCH, MOST_ATTEMPTS = 20, 5
FIRST_WAIT = timedelta(minutes=2)
WORTHLESS_AFTER = timedelta(hours=1)
MOST_FROM_ONE_ADDRESS, MOST_FOR_ONE_NAME = 20, 5
logger = logging.getLogger(__name__)


@once
def ask(typed: str, *, address: str, language: str, key: Key | None = None) -> None:
    """Somebody forgot the password of what they typed, in any spelling. A notice is written in any case.

    `address` is where the request came from. Raises TooManyTries, whether an account exists or not.
    """
    username = username_of(typed)
    count_try(ASKED, f"address:{address}"[:80], most=MOST_FROM_ONE_ADDRESS)
    count_try(ASKED, f"name:{_hash(username)}", most=MOST_FOR_ONE_NAME)
    known = User.objects.filter(username=username, is_active=True).exclude(email="").values_list("pk", flat=True)
    notice = outbox.notice(
        f"user:{known.first() or 0}", f"password:{secrets.token_hex(8)}", LEVEL,
        at=clock.now(), facts={"language": language},
    )  # fmt: skip
    notice.channel = Notice.Channel.EMAIL
    outbox.tell([notice])


def send_waiting() -> int:
    """Send what waits. Each is claimed first, so that no lock is held while the mail server is asked.

    A mail server that is away is asked again; after an hour the mail is worthless. Returns how many were sent.
    """
    return sum(_sent(notice) for notice in islice(iter(_next, None), BATCH))


def _next() -> Notice | None:
    return outbox.claim(Notice.Channel.EMAIL, most_tries=MOST_ATTEMPTS, first_wait=FIRST_WAIT, only=Q(level=LEVEL))


def _sent(notice: Notice) -> bool:
    number = int(notice.audience.removeprefix("user:"))
    user = User.objects.filter(pk=number, is_active=True).exclude(email="").first()
    if user is None or clock.now() >= notice.created_at + WORTHLESS_AFTER:
        outbox.end(notice, Notice.Unsent.NOBODY if user is None else Notice.Unsent.OVERTAKEN)
        return False
    answer = _mail(user, str(notice.facts.get("language", settings.LANGUAGE_CODE)))
    if not answer.arrived:
        logger.warning("notice %s: the mail could not be sent: %s", notice.pk, answer.words)
    return outbox.note(notice, [answer])


def _mail(user: User, language: str) -> Answer:
    token = passwords.issue_link(user)
    address = address_of("partners:password_new", token)
    with translation.override(language):
        said = _(
            "Hello %(name)s,\n\nsomebody, we hope it was you, asked for a new password for your account at Rada. "
            "Open this link within one hour and choose it:\n\n%(link)s\n\n"
            "If it was not you, do nothing: your password stays as it is.\n\nRada"
        )
        subject = _("A new password for Rada")
        return email.send(user.email, subject, said % {"name": str(user), "link": address})


def _hash(username: str) -> str:
    return hashlib.sha256(username.encode("utf-8", "replace")).hexdigest()
