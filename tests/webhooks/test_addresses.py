"""Where webhooks go: to public HTTPS servers alone. Everything else is refused before a connection is begun."""

from __future__ import annotations

import socket
from ipaddress import ip_address

import pytest

from rada.platform.webhooks import addresses, posting
from tests.webhooks.receiver import LOOPBACK

PUBLIC, PRIVATE = "93.184.215.14", "10.0.0.7"
# What the resolver of these tests knows.
NAMES = {
    "public.example": [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "xn--bn-zja.example": [PUBLIC],
    "private.example": [PRIVATE],
    "loopback.example": ["127.0.0.1"],
    "either.example": [PUBLIC, "169.254.169.254"],
    "mapped.example": ["::ffff:127.0.0.1"],
    "compatible.example": ["::127.0.0.1"],
    "nat64.example": ["64:ff9b::7f00:1"],
    "nat64-local.example": ["64:ff9b:1::a00:7"],
    "6to4.example": ["2002:7f00:1::1"],
    "teredo.example": ["2001:0:4136:e378:8000:63bf:3fff:fdd2"],
    "ula.example": ["fd00::7"],
    "link.example": ["fe80::7%1"],
    "multicast.example": ["224.0.0.251"],
    "shared.example": ["100.64.0.7"],
    "nowhere.example": ["0.0.0.0"],  # noqa: S104
    "class-e.example": ["240.0.0.1"],
    "broadcast.example": ["255.255.255.255"],
    "relay.example": ["192.88.99.1"],
    "localhost": ["127.0.0.1", "::1"],
    "intranet": ["192.168.1.7"],
}
OPEN = {"public.example", "xn--bn-zja.example"}
FORBIDDEN = [
    *(f"https://{name}/hook" for name in NAMES if name not in OPEN),
    "https://127.0.0.1/hook",
    "https://10.0.0.7/hook",
    "https://172.16.0.7/hook",
    "https://192.168.0.7/hook",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/hook",
    "https://[::ffff:10.0.0.7]/hook",
    "https://[64:ff9b::a00:7]/hook",
    "https://[fe80::7%25eth0]/hook",
    "https://2130706433/hook",
    "https://0x7f000001/hook",
    "https://0177.0.0.1/hook",
    "https://127.1/hook",
    "https://127.0.0.1./hook",
    "https://①②⑦.0.0.1/hook",
    "https://bạn.example/hook",
    "https://public.example@127.0.0.1/hook",
    "https://user:password@public.example/hook",
    "https://public.example\\@127.0.0.1/hook",
    "https://public.example:22/hook",
    "https://public.example:6379/hook",
    "https://public.example:99999/hook",
    "https://public.example/hook#part",
    "https://public.example/a b",
    "https://public.example/\r\nHost: inside",
    "https:///hook",
    "https://-.example/hook",
    "http://public.example/hook",
    "ftp://public.example/hook",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "//public.example/hook",
    "",
]  # fmt: skip


@pytest.fixture
def spied(monkeypatch):
    """Every address that a connection is begun to; none is made. Names resolve as NAMES says."""
    begun: list[tuple] = []

    class Spied(socket.socket):
        def connect(self, where):
            begun.append(where)
            raise ConnectionRefusedError

    def resolved(host, port, *_asked, **_more):
        if host not in NAMES:
            ip_address(host)  # a number that the real one would read is none of ours
        return [(0, 0, 0, "", (each, port)) for each in NAMES.get(host, [host])]

    monkeypatch.setattr(socket, "socket", Spied)
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    return begun


@pytest.mark.parametrize("url", FORBIDDEN)
def test_nothing_inside_is_ever_connected_to(spied, url):
    answer = posting.post(url, {}, b"{}")

    assert (answer.status, answer.words, spied) == (0, "refused: not a public https address", [])


@pytest.mark.parametrize(
    ("url", "begun"),
    [
        ("https://public.example/hook?of=rada", [(each, 443) for each in NAMES["public.example"]]),
        ("https://PUBLIC.example:8443/hook", [(each, 8443) for each in NAMES["public.example"]]),
        ("https://xn--bn-zja.example/", [(PUBLIC, 443)]),
        (f"https://{PUBLIC}/hook", [(PUBLIC, 443)]),
        ("https://[2606:2800:21f:cb07:6820:80da:af6b:8b2c]/", [("2606:2800:21f:cb07:6820:80da:af6b:8b2c", 443)]),
    ],
)
def test_a_public_server_is_connected_to_at_the_very_addresses_that_were_looked_at(spied, url, begun):
    answer = posting.post(url, {}, b"{}")

    assert (answer.words, spied) == ("ConnectionRefusedError", begun)


def test_a_name_is_resolved_once(spied, monkeypatch):
    asked = []
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, port, **_more: asked.append(host) or [(0, 0, 0, "", (PUBLIC, port))]
    )

    posting.post("https://rebinding.example/", {}, b"{}")

    assert (asked, spied) == (["rebinding.example"], [(PUBLIC, 443)])


def test_this_very_machine_is_refused_though_its_address_is_public(spied, monkeypatch):
    monkeypatch.setattr(addresses, "is_public", lambda address: True)

    answer = posting.post("https://loopback.example/", {}, b"{}")

    assert (answer.words, spied) == ("refused: not a public https address", [])


@pytest.mark.parametrize(
    ("url", "begun"),
    [
        ("http://127.0.0.1:9000/hook", [("127.0.0.1", 9000)]),
        ("http://loopback.example:9000/hook", [("127.0.0.1", 9000)]),
        ("http://public.example/hook", []),
        ("https://public.example:9000/hook", []),
        ("http://private.example/hook", []),
        ("http://10.0.0.7/hook", []),
        ("http://localhost/hook", []),
    ],
)
def test_a_network_that_is_allowed_opens_that_network_alone(spied, settings, url, begun):
    """`localhost` stands for ::1 too, which was not allowed."""
    settings.WEBHOOK_ALLOWED_NETWORKS = LOOPBACK

    posting.post(url, {}, b"{}")

    assert spied == begun


def test_the_list_is_as_long_as_it_was_promised_to_be():
    assert len(FORBIDDEN) >= 41
