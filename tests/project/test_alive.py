"""How a container asks whether its web server answers."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler

import pytest

from rada.launcher import alive
from tests.loopback import Silent, serving


class Named(Silent, BaseHTTPRequestHandler):
    """Answers whoever asks for it by its name, and fails for others."""

    def do_GET(self):
        self.send_response(301 if self.headers["Host"].partition(":")[0] == self.server.own_name else 500)
        self.end_headers()


@pytest.fixture
def named():
    with serving(Named) as server:
        server.own_name = "rada.example"
        yield server


@pytest.mark.parametrize(
    ("hosts", "own_name"),
    [
        ("rada.example,other.example", "rada.example"),
        (".rada.example", "rada.example"),
        ("*", "127.0.0.1"),
        ("", "127.0.0.1"),
    ],
)
def test_it_asks_by_the_first_name_that_is_allowed(named, monkeypatch, hosts, own_name):
    monkeypatch.setenv("ALLOWED_HOSTS", hosts)
    named.own_name = own_name

    assert alive.answers("127.0.0.1", named.server_port)


def test_a_server_that_fails_does_not_answer(named, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOSTS", "another.example")

    assert not alive.answers("127.0.0.1", named.server_port)
