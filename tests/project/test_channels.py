"""Channels to phones: over TLS alone, without redirects; an error is an answer, and the log keeps secrets."""

from __future__ import annotations

import json

import pytest

from rada.lib.phones import is_mobile
from rada.lib.text import unaccented
from rada.platform.channels import gateway, sms, zalo
from tests.push_service import PushService

TO, TEXT = "+84912345678", "Rada: mã 123456 cho đơn RD-1 “Đ” 5 ₫"


@pytest.fixture
def service(tmp_path, monkeypatch, settings):
    with PushService(tmp_path) as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.certificate))
        settings.SMS_BACKEND, settings.SMS_URL = "rada.platform.channels.sms.http", running.address("sms?from=rada")
        settings.ZALO_BACKEND, settings.ZALO_URL = "rada.platform.channels.zalo.http", running.address("zalo")
        settings.SMS_TOKEN, settings.ZALO_TOKEN = "sms-token", "zalo-token"
        yield running


def test_a_text_goes_to_the_gateway_without_accents_and_with_our_token(service):
    answer = sms.send(TO, TEXT)

    (taken,) = service.received
    assert answer == gateway.Answer(True, "sms: gateway 201")
    assert json.loads(taken.body) == {"to": TO, "text": 'Rada: ma 123456 cho don RD-1 "D" 5 d'}
    assert (taken.path, taken.headers["authorization"]) == ("/sms?from=rada", "Bearer sms-token")


def test_a_template_goes_to_zalo_with_its_parameters(service):
    answer = zalo.send(TO, "5678", {"code": "RD-1"})

    assert answer.arrived
    assert json.loads(service.received[0].body) == {
        "phone": "84912345678", "template_id": "5678", "template_data": {"code": "RD-1"},
    }  # fmt: skip


@pytest.mark.parametrize("status", [307, 400, 503, 0])
def test_what_the_gateway_does_not_take_is_an_answer_and_no_redirect_is_followed(service, status):
    service.answers["/sms?from=rada"] = status

    answer = sms.send(TO, TEXT)

    assert not answer.arrived
    assert len(service.received) == 1
    assert "123456" not in answer.words


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "", "ftp://x", "https://", "https://127.0.0.1:1/"])
def test_no_gateway_is_asked_without_tls_nor_where_none_is(address):
    assert not gateway.post(address, "token", {}).arrived


def test_a_gateway_with_an_unknown_certificate_is_not_trusted(service, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE")

    answer = sms.send(TO, TEXT)

    assert (answer.arrived, service.received) == (False, [])


@pytest.mark.parametrize("send", [lambda: sms.log(TO, TEXT), lambda: zalo.log(TO, "5678", {"otp": "123456"})])
def test_the_log_says_that_there_was_a_message_and_neither_its_words_nor_the_number(caplog, send):
    with caplog.at_level("INFO"):
        send()

    assert "•••• ••• 678" in caplog.text
    assert not any(secret in caplog.text for secret in ("123456", "912345678", "RD-1"))


@pytest.mark.parametrize(("local", "backend", "trial", "reaches"), [
    (True, sms.LOG, True, True), (True, "x.http", False, True), (False, sms.LOG, False, False),
    (False, "x.http", False, True),
])  # fmt: skip
def test_only_a_trial_on_one_machine_without_a_gateway_shows_what_would_be_sent(
    settings, local, backend, trial, reaches
):
    settings.LOCAL, settings.SMS_BACKEND = local, backend

    assert (sms.is_trial(), sms.reaches_phones()) == (trial, reaches)


@pytest.mark.parametrize(("text", "plain"), [
    ("Đường dẫn của chị Hà", "Duong dan cua chi Ha"), ("Ơ Ư Ă Â đ", "O U A A d"), ("“đã” – 5 ₫", '"da" - 5 d'),
    ("https://rada.example/o/aB_-9/", "https://rada.example/o/aB_-9/"), ("日本 🙂", "?? ?"),
])  # fmt: skip
def test_a_plain_text_keeps_capitals_and_links(text, plain):
    assert unaccented(text) == plain


@pytest.mark.parametrize(("number", "mobile"), [
    (TO, True), ("+842439999999", False), ("+8419001234", False), ("", False), ("+4915112345678", False),
])  # fmt: skip
def test_messages_reach_mobile_numbers(number, mobile):
    assert is_mobile(number) is mobile
