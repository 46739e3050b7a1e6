"""Text messages. `SMS_BACKEND` names the function that carries them; never called while a transaction is open."""

from __future__ import annotations

import logging

from django.conf import settings
from django.utils.module_loading import import_string

from rada.lib.phones import masked_phone
from rada.lib.text import unaccented
from rada.platform.channels import gateway
from rada.platform.channels.gateway import Answer

LOG = "rada.platform.channels.sms.log"
MOST_LETTERS = 160
logger = logging.getLogger(__name__)


def send(to: str, text: str) -> Answer:
    """Send a text to a phone (E.164), without accents: with them a message holds 70 letters, not 160."""
    return import_string(settings.SMS_BACKEND)(to, unaccented(text))


def log(to: str, text: str) -> Answer:
    """Carry nothing: the log says that there was a message, and neither its words nor the whole number."""
    logger.info("sms to %s: nothing is sent by this backend", masked_phone(to))
    return Answer(True, "sms: logged, not sent")


def http(to: str, text: str) -> Answer:
    """Hand it to the gateway at SMS_URL as `{"to": "+84…", "text": "…"}`."""
    answer = gateway.post(settings.SMS_URL, settings.SMS_TOKEN, {"to": to, "text": text})
    return Answer(answer.arrived, f"sms: {answer.words}")


def is_trial() -> bool:
    """Whether this is a trial on one machine that sends nothing, so that pages may show what would be sent."""
    return bool(settings.LOCAL) and settings.SMS_BACKEND == LOG


def reaches_phones() -> bool:
    """Whether somebody who waits for a message gets it: from a gateway, or from a page of the trial."""
    return bool(settings.LOCAL) or settings.SMS_BACKEND != LOG
