"""Requests that no browser sends: two lengths in one, methods that nobody knows, folders instead of files."""

from __future__ import annotations

import pytest
from gunicorn.config import Config
from gunicorn.http.parser import RequestParser

HEAD = "POST /sign-in/ HTTP/1.1\r\nHost: rada.example\r\n"


def parsed(head: str) -> object:
    whole = f"{HEAD}{head}\r\n0\r\n\r\n".encode()
    return next(RequestParser(Config(), iter([whole]), ("127.0.0.1", 1)))


def test_a_request_with_one_length_is_read():
    assert parsed("Content-Length: 5\r\n")


@pytest.mark.parametrize(
    "head",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
        "Content-Length: 5\r\nContent-Length: 6\r\n",
        "Content-Length: +5\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Content-Length : 5\r\n",
    ],
)
def test_a_request_with_two_lengths_or_an_odd_one_is_refused(head):
    with pytest.raises(Exception, match=r"(?i)header|length|transfer|chunk|unsupported"):
        parsed(head)


@pytest.mark.parametrize("path", ["/sign-in/", "/api/v1/services", "/healthz", "/static/rada.css"])
def test_no_address_answers_to_trace(client, path):
    assert client.trace(path).status_code == 405
    assert client.generic("DEBUG", path).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/static/", "/static/img/", "/media/", "/files/", "/.git/HEAD", "/.env"])
def test_no_folder_is_listed(client, path):
    assert client.get(path).status_code == 404
