"""Production with its database away: what the machines that watch are told, and what stands in the log."""

from __future__ import annotations

import gzip
import json
import secrets
from http.server import BaseHTTPRequestHandler

import brotli
import pytest

from tests.loopback import Silent, serving
from tests.project.production import asked

TOKEN = secrets.token_urlsafe(32)
SECRET_LINK = {"path": f"/o/{TOKEN}/?q=0912345678", "headers": {"x-forwarded-proto": "https"}}
READY, METRICS = {"path": "/readyz"}, {"path": "/metrics", "headers": {"authorization": f"Bearer {TOKEN}"}}

UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    return asked(tmp_path_factory.mktemp("var"), READY, METRICS, SECRET_LINK, METRICS_TOKEN=TOKEN)


def test_it_is_not_ready_and_says_what_is_away(told):
    answer = told.answers[0]

    assert (answer["status"], json.loads(answer["text"])) == (503, {"storage": "ok", "database": "away"})


def test_its_metrics_say_that_the_database_is_away_and_what_was_counted(told):
    answer = told.answers[1]

    assert answer["status"] == 200
    assert "rada_database_up 0.0" in answer["text"]
    assert 'rada_web_request_seconds_count{route="readyz",status="503"} 1.0' in answer["text"]


def test_each_line_of_its_log_is_one_object_with_the_requests_id(told):
    ids = [answer["headers"]["X-Request-ID"] for answer in told.answers]

    answered = [line for line in told.lines if line["logger"] == "rada.web.request_log"]

    assert {line["request_id"] for line in told.lines} <= set(ids)
    assert [(line["request_id"], line["route"], line["status"]) for line in answered] == [
        (ids[0], "readyz", 503),
        (ids[2], "orders:customer_door", 503),
    ]


def test_a_failure_is_told_by_its_type_and_places_without_a_word_of_the_request(told):
    failures = [line for line in told.lines if line.get("error") == "OperationalError"]

    assert any("orders/views/customer/door.py" in place for line in failures for place in line["places"])
    assert TOKEN not in told.log
    assert "0912345678" not in told.log


def test_without_an_address_for_it_nothing_of_sentry_is_loaded(told):
    assert [answer["loads_sentry"] for answer in told.answers] == [False] * 3


def test_where_tries_cannot_be_counted_nobody_signs_in(tmp_path):
    guess = {"method": "POST", "body": '{"login": "0912345678", "password": "x"}', "headers": SECRET_LINK["headers"]}

    told = asked(tmp_path, {"path": "/sign-in/", **guess}, {"path": "/api/v1/sessions", **guess})

    assert [(answer["status"], answer["headers"]["Retry-After"]) for answer in told.answers] == [(503, "5")] * 2


class Sentry(Silent, BaseHTTPRequestHandler):
    """What Sentry does with an envelope: takes it."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append(UNPACKED[self.headers["Content-Encoding"]](body))
        self.send_response(200)
        self.end_headers()


@pytest.fixture
def sentry():
    """A server that takes what is reported."""
    with serving(Sentry) as server:
        server.received = []
        yield server


def test_a_failure_is_reported_to_sentry_without_a_word_of_the_request(sentry, tmp_path):
    dsn = f"http://key@127.0.0.1:{sentry.server_port}/1"

    told = asked(tmp_path, SECRET_LINK, SENTRY_DSN=dsn)

    events = [json.loads(envelope.splitlines()[2]) for envelope in sentry.received]
    (errors,) = [event["exception"]["values"] for event in events if "exception" in event]
    (answer,) = told.answers
    assert {event["tags"]["request_id"] for event in events} == {answer["headers"]["X-Request-ID"]}
    assert errors[-1]["type"] == "OperationalError"
    assert all(set(error) <= {"type", "module", "mechanism", "stacktrace"} for error in errors)
    assert not any({"request", "user", "breadcrumbs", "server_name", "extra"} & set(event) for event in events)
    assert TOKEN not in str(sentry.received)
    assert "0912345678" not in str(sentry.received)
