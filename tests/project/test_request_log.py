"""One line for each request, an id in every line about it, and nothing in any line that opens something."""

from __future__ import annotations

import logging
import secrets
import sys
import uuid

import pytest
from django.test import Client
from gunicorn.config import Config

from orders.management.commands import sweep
from rada.celery import app
from rada.launcher import web
from rada.lib import log_lines
from rada.lib.masking import masked
from rada.web import clock
from tests.factories import a_partner, an_engagement, an_owner
from tests.logged import production_log
from tests.orders.quoting import NOON, order_page, through_a_link
from tests.partners.accounts import PASSWORD, signs_in, somebody
from tests.portal import signed_in

logger = logging.getLogger(__name__)
EVERY_LINE = {"time", "level", "logger", "message", "request_id", "route", "method", "status", "duration_ms"}


@pytest.fixture
def log():
    with production_log() as opened:
        yield opened


def test_a_line_says_route_status_and_time_and_never_the_path(log):
    Client().get("/nowhere/0912345678/?q=secret")

    (line,) = log.requests
    assert set(line) == EVERY_LINE
    assert (line["route"], line["method"], line["status"]) == ("none", "GET", 404)
    assert isinstance(line["duration_ms"], int)
    assert "0912345678" not in log.text
    assert "secret" not in log.text


@pytest.mark.django_db
def test_a_customers_line_says_the_order_and_not_the_link(log):
    job = an_engagement()
    client = through_a_link(job)

    with clock.standing_at(NOON):
        client.get(order_page(job))

    door, page = log.requests
    assert (door["route"], door["actor"], door["order"]) == ("orders:customer_door", "customer", job.order.code)
    assert (page["route"], page["actor"], page["order"]) == ("orders:customer_order", "customer", job.order.code)


@pytest.mark.django_db
def test_a_partners_line_says_who_acted_and_on_which_order(log):
    job = an_engagement()

    signed_in(an_owner(job.partner)).get(f"/orders/{job.pk}/")

    line = log.requests[-1]
    assert (line["route"], line["actor"], line["order"]) == ("orders:assignment", "partner", job.order.code)


@pytest.mark.parametrize(
    "given", ["0123456789abcdef0123456789abcdef", "9f1c2d3e-aaaa-4bbb-8ccc-1234567890ab", "app-7.request_42"]
)
def test_a_well_formed_id_is_taken_and_given_back(log, given):
    answer = Client().get("/nowhere/", headers={"x-request-id": given})

    assert answer["X-Request-ID"] == given
    assert {line["request_id"] for line in log.lines} == {given}


@pytest.mark.parametrize(
    "given", ["", "short", "x" * 65, "with space", "two\nlines-", "0912345678", "Ab-_" * 11, "đơn-hàng-1"]
)
def test_any_other_id_is_made_anew(log, given):
    answer = Client().get("/nowhere/", headers={"x-request-id": given})

    assert answer["X-Request-ID"] != given
    assert str(uuid.UUID(answer["X-Request-ID"])) == answer["X-Request-ID"]


@pytest.mark.django_db
def test_what_a_service_says_carries_the_id_of_its_request(log):
    somebody(a_partner())

    answer = signs_in("0950 000 101", PASSWORD)

    (line,) = log.of("partners.sign_in")
    assert line["request_id"] == answer["X-Request-ID"]


def test_files_and_probes_that_answer_are_not_told(log, settings):
    b"".join(Client().get(f"{settings.STATIC_URL}rada.css").streaming_content)

    assert log.requests == []


@pytest.mark.django_db
def test_a_probe_is_told_when_something_is_wrong(log):
    Client().get("/healthz")
    Client().get("/healthz/sweep")

    assert [(line["route"], line["status"]) for line in log.requests] == [("healthz_sweep", 503)]


@app.task(name="says something")
def a_task_that_says_something():
    """Say it."""
    logger.info("said")


def test_a_tasks_line_says_which_task_it_was(log):
    a_task_that_says_something.apply(task_id="task-1")

    (line,) = log.of(__name__)
    assert (line["task"], line["task_id"]) == ("says something", "task-1")


@pytest.mark.django_db
def test_a_line_of_the_sweeper_says_in_which_part_it_was(log):
    def a_part():
        logger.info("said")

    sweep.Command()._try(a_part)

    assert [line["part"] for line in log.of(__name__)] == ["a_part"]


def test_a_fact_lasts_as_long_as_what_it_is_about():
    log_lines.note(order="outside")
    with log_lines.about(request_id="r"):
        log_lines.note(order="A")
        with log_lines.about(part="p"):
            log_lines.note(order="B")
            inner = dict(log_lines.facts())
        outer = dict(log_lines.facts())

    assert inner == {"request_id": "r", "order": "B", "part": "p"}
    assert outer == {"request_id": "r", "order": "A"}
    assert log_lines.facts() == {}


def test_an_error_is_told_by_its_type_and_its_places_in_the_code(log):
    try:
        int("Trần Thị Hà")
    except ValueError:
        logger.exception("something failed")

    (line,) = log.of(__name__)
    assert (line["message"], line["error"]) == ("something failed", "ValueError")
    assert line["places"][-1].startswith("tests/project/test_request_log.py:")
    assert "Hà" not in log.text


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        (f"GET /o/{'aB3' * 14}x/photo/", "GET /o/.../photo/"),
        ("to 0912 345 678, +84912345678 and 84.912.345.678", "to ..., ... and ..."),
        ("mail to ha.tran@rada.example failed", "mail to ... failed"),
        ("/find/?q=Hà&page=2 was asked", "/find/?... was asked"),
        ("order 123456 took 0.0123456789 s", "order 123456 took 0.0123456789 s"),
        ("orders.services.sweeping_everything_that_is_due_now", "orders.services.sweeping_everything_that_is_due_now"),
        ("account 42 signed in from 192.0.2.7", "account 42 signed in from 192.0.2.7"),
    ],
)
def test_what_opens_or_reaches_somebody_is_masked_and_nothing_else(said, stands):
    assert masked(said) == stands


def test_a_terminal_reads_the_words_then_the_facts():
    record = logging.LogRecord("orders", logging.INFO, "", 1, "call %s", ("0912345678",), None)

    with log_lines.about(order="RD-1"):
        line = log_lines.ReadableLines().format(record)

    assert line.endswith("INFO orders call ... order=RD-1")


def test_a_terminals_traceback_is_masked():
    try:
        raise ValueError("0912345678")
    except ValueError:
        record = logging.LogRecord("orders", logging.ERROR, "", 1, "failed", (), sys.exc_info())

    line = log_lines.ReadableLines().format(record)

    assert "ValueError: ..." in line
    assert "0912345678" not in line


def test_gunicorns_own_words_have_the_same_shape(monkeypatch, capfd):
    config = Config()
    config.set("logger_class", web.logger_class)
    secret = secrets.token_urlsafe(32)

    config.logger_class(config).error("Error handling request %s", f"/o/{secret}/?q=1")

    assert config.logger_class is web.Lines
    assert secret not in capfd.readouterr().err


def test_gunicorn_writes_no_line_of_its_own_for_a_request():
    assert web.accesslog is None
