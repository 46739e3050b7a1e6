"""One try: over TLS with the name's certificate, within its time and size, whatever the receiver does."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from rada.platform.webhooks import posting
from tests.push_service import PushService
from tests.webhooks.receiver import LOOPBACK, Receiver, chatty, dripping, endless, hanging_up, silent

SHORT = 0.4


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with Receiver() as running:
        yield running


def test_a_body_arrives_as_it_was_sent_with_the_headers_and_the_question(receiver):
    answer = posting.post(receiver.address("hook?of=rada"), {"webhook-id": "msg_1"}, '{"a":"Đ"}'.encode())

    (got,) = receiver.received
    assert (answer.status, answer.arrived) == (200, True)
    assert (got.path, got.body, got.headers["webhook-id"]) == ("/hook?of=rada", '{"a":"Đ"}'.encode(), "msg_1")
    assert got.headers["host"] == f"127.0.0.1:{receiver.server.server_port}"


@pytest.mark.parametrize(
    ("misbehaving", "words"),
    [
        (silent, f"no answer within {SHORT} s"),
        (dripping, f"no answer within {SHORT} s"),
        (endless, "HTTPException"),
        (hanging_up, "RemoteDisconnected"),
    ],
)
def test_no_receiver_takes_more_than_its_time_and_size(receiver, monkeypatch, misbehaving, words):
    monkeypatch.setattr(posting, "LIMIT_SECONDS", SHORT)
    receiver.answers["/hook"] = misbehaving
    begun = time.monotonic()

    answer = posting.post(receiver.address("hook"), {}, b"{}")

    assert (answer.status, answer.words) == (0, words)
    assert time.monotonic() - begun < SHORT + 1


def test_a_status_in_time_counts_however_much_follows(receiver):
    receiver.answers["/hook"] = chatty

    assert posting.post(receiver.address("hook"), {}, b"{}").status == 204


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 500, 503])
def test_what_is_not_taken_is_an_answer_and_no_redirect_is_followed(receiver, status):
    receiver.answers["/hook"] = status

    answer = posting.post(receiver.address("hook"), {}, b"{}")

    assert (answer.status, answer.arrived, answer.is_gone) == (status, False, status == 410)
    assert [got.path for got in receiver.received] == ["/hook"]


def test_a_receiver_that_is_down_is_an_answer(settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        answer = posting.post(f"http://127.0.0.1:{taken.getsockname()[1]}/", {}, b"{}")

    assert (answer.status, answer.words) == (0, "ConnectionRefusedError")


def test_a_resolver_that_hangs_takes_no_more_than_the_time_of_a_try(monkeypatch):
    monkeypatch.setattr(posting, "LIMIT_SECONDS", SHORT)
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_asked, **_more: over.wait() or [])

    answer = posting.post("https://public.example/", {}, b"{}")
    over.set()

    assert answer.words == f"no answer within {SHORT} s"


def test_a_proxy_of_the_environment_is_not_asked(receiver, monkeypatch):
    for name in ("http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert posting.post(receiver.address("hook"), {}, b"{}").arrived


def test_over_tls_the_certificate_must_bear_the_name(tmp_path, monkeypatch, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK
    with PushService(tmp_path) as service:
        untrusted = posting.post(service.address("hook"), {}, b"{}")
        monkeypatch.setenv("SSL_CERT_FILE", str(service.certificate))
        trusted = posting.post(service.address("hook"), {}, b"{}")
        other_name = posting.post(service.address("hook").replace("127.0.0.1", "localhost"), {}, b"{}")

    assert (untrusted.words, trusted.status) == ("SSLCertVerificationError", 201)
    assert not other_name.arrived
    assert len(service.received) == 1
