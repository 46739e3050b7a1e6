"""E-mail, by Django's own backends. Never called while a transaction is open."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import send_mail

from rada.platform.channels.gateway import Answer


def send(to: str, subject: str, text: str) -> Answer:
    """Send a plain text. A mail server that is away is an answer, not an error."""
    try:
        send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    except OSError as error:
        return Answer(False, type(error).__name__)
    return Answer(True, "mail")
