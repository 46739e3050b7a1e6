"""Copies by e-mail through Django's own SMTP backend to a mail server that is well, refuses, or says nothing."""

from __future__ import annotations

import socket
import threading
from time import monotonic

import pytest
from django.db import connection

from orders.models import Status
from orders.services import carrying, notices, visits
from rada.platform import outbox
from rada.platform.channels import email
from rada.platform.models import Delivery, Notice
from rada.web import clock
from tests.factories import HOUR, MINUTE, MONDAY, a_partner, an_owner
from tests.mail_server import MailServer
from tests.orders.copied import broken, copies, reached

NOW = MONDAY + 2 * HOUR
REFUSALS = {
    "at the door": ({"": "554 no"}, "SMTPConnectError"),
    "of whoever sends": ({"MAIL": "550 no"}, "SMTPSenderRefused"),
    "of whoever is written to": ({"RCPT": "550 nobody"}, "SMTPRecipientsRefused"),
    "of what is written": ({".": "452 full"}, "SMTPDataError"),
}


@pytest.fixture
def server(settings):
    server = MailServer()
    with server.running() as port:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.SITE_URL = "https://rada.example"
        yield server


def carried_at(instant) -> int:
    with clock.standing_at(instant):
        return carrying.send_waiting()


def a_copy_that_waits():
    """A breach is found, and its copy for the owner's mail is written; the assignment, who is written to."""
    job, owner = broken()
    user = reached(owner)
    with clock.standing_at(NOW):
        notices.send_waiting()
    return job, owner, user


def answers():
    return list(Delivery.objects.filter(notice__channel="email").order_by("pk").values_list("answer", flat=True))


@pytest.mark.django_db
def test_a_copy_arrives_as_a_letter_in_vietnamese(server):
    job, _owner, user = a_copy_that_waits()

    sent = carried_at(NOW)

    ((recipients, letter),) = server.received
    assert (sent, recipients, letter["To"]) == (1, [user.email], user.email)
    assert letter["Subject"] == "Vi phạm: Chưa hẹn giờ với khách"
    assert f"https://rada.example/breaches/{job.breaches.get().pk}/" in letter.get_content()
    assert answers() == ["mail"]


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\r\n "])
@pytest.mark.parametrize(("to", "subject"), [("a@example.org", "Hello{}"), ("a@example.org{}", "Hello")])
def test_a_line_break_in_the_head_of_a_letter_sends_nothing(server, to, subject, line_break):
    injected = f"{line_break}Bcc: b@example.org"

    with pytest.raises(ValueError, match=r"Header values can't contain newlines|Invalid address"):
        email.send(to.format(injected), subject.format(injected), "text")

    assert server.received == []


@pytest.mark.django_db
def test_a_line_break_in_what_a_copy_tells_is_a_space_in_its_subject(server):
    user = reached(an_owner(a_partner()), jobs_email=True)
    facts = {"order": "RD-1\r\nBcc: b@example.org\r\n\v\x85\u2028body"}
    notice = outbox.notice(f"user:{user.pk}", "assignment:1", "unassigned", at=NOW, facts=facts)
    notice.channel = Notice.Channel.EMAIL
    outbox.tell([notice])

    carried_at(NOW)

    ((recipients, letter),) = server.received
    assert (recipients, letter["Bcc"]) == ([user.email], None)
    assert "RD-1 Bcc: b@example.org body" in letter["Subject"]


@pytest.mark.django_db
@pytest.mark.parametrize(("says", "named"), REFUSALS.values(), ids=REFUSALS)
def test_a_refusal_is_evidence_and_the_copy_goes_out_once_the_server_is_well(server, says, named):
    a_copy_that_waits()
    server.says = says

    refused = carried_at(NOW)
    server.says, server.received = {}, []
    too_early, sent = carried_at(NOW + MINUTE / 2), carried_at(NOW + 2 * MINUTE)

    assert (refused, too_early, sent, len(server.received)) == (0, 0, 1, 1)
    assert answers() == [named, "mail"]


@pytest.mark.django_db
def test_a_server_that_is_away_or_says_nothing_is_given_up_in_time_and_tried_again(server, settings):
    a_copy_that_waits()
    settings.EMAIL_TIMEOUT = 0.2
    server.is_silent, begun = True, monotonic()
    carried_at(NOW)
    seconds = monotonic() - begun
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        well, settings.EMAIL_PORT = settings.EMAIL_PORT, unheard.getsockname()[1]
        carried_at(NOW + 2 * MINUTE)
    server.is_silent, settings.EMAIL_PORT = False, well

    sent = carried_at(NOW + 6 * MINUTE)

    assert (sent, len(server.received)) == (1, 1)
    assert answers() == ["SMTPServerDisconnected", "ConnectionRefusedError", "mail"]
    assert seconds < 5


@pytest.mark.django_db(transaction=True)
def test_orders_go_on_while_a_mail_server_says_nothing(server):
    job, owner, _user = a_copy_that_waits()
    server.is_silent = True
    carrier = threading.Thread(target=carried_and_closed)
    carrier.start()
    assert server.was_called.wait(10)

    with clock.standing_at(NOW):
        visits.cancel(job, by=owner, reason="cannot_come")
        notices.send_waiting()
    is_waiting = carrier.is_alive()
    server.over.set()
    carrier.join(15)

    assert is_waiting
    assert not carrier.is_alive()
    job.refresh_from_db()
    assert job.status == Status.CANCELLED
    assert set(answers()) == {"SMTPServerDisconnected"}
    assert copies(channel=Notice.Channel.EMAIL, sent_at__isnull=False).count() == 0


def carried_and_closed():
    try:
        carried_at(NOW)
    finally:
        connection.close()
