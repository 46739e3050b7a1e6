"""The access log tells what was asked and how long it took, never what opens something."""

from __future__ import annotations

import secrets
from datetime import timedelta
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from rada.launcher import web


def line_of(path: str) -> str:
    """The line that one request leaves."""
    log = web.AccessLog(Config())
    answer = SimpleNamespace(status="200 OK", sent=512, headers=[])
    asked = SimpleNamespace(headers=[])
    environ = {
        "PATH_INFO": path, "RAW_URI": path, "QUERY_STRING": "q=secret", "REQUEST_METHOD": "GET",
        "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "192.0.2.7",
    }  # fmt: skip
    return web.access_log_format % log.atoms(answer, asked, environ, timedelta(milliseconds=12))


def test_a_private_links_secret_is_not_in_the_log() -> None:
    secret = secrets.token_urlsafe(32)

    line = line_of(f"/o/{secret}/photo/")

    assert line == '192.0.2.7 "GET /o/.../photo/ HTTP/1.1" 200 512 12ms'


@pytest.mark.parametrize("path", ["/", "/orders/123456/cancel/", "/static/rada.55e7cbb9ba48.css"])
def test_an_address_that_opens_nothing_stands_in_the_log_as_it_is(path: str) -> None:
    line = line_of(path)

    assert f'"GET {path} HTTP/1.1"' in line


def test_gunicorn_takes_this_log() -> None:
    config = Config()

    config.set("logger_class", web.logger_class)

    assert config.logger_class is web.AccessLog
