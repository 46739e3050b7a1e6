"""Where a request comes from: behind a proxy only the proxy's own word counts."""

from __future__ import annotations

from rada.web.client_address import address_of

FORGED = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.9"}


def test_without_a_proxy_nobody_names_another_address(rf, settings):
    settings.BEHIND_PROXY = False

    assert address_of(rf.get("/", **FORGED)) == "10.0.0.1"


def test_behind_a_proxy_the_address_that_it_added_last_counts(rf, settings):
    settings.BEHIND_PROXY = True

    assert address_of(rf.get("/", **FORGED)) == "203.0.113.9"


def test_a_proxy_that_adds_nothing_leaves_its_own(rf, settings):
    settings.BEHIND_PROXY = True

    assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.1")) == "10.0.0.1"


def test_what_a_proxy_added_and_is_no_address_counts_for_nothing(rf, settings):
    settings.BEHIND_PROXY = True

    for added in ("unknown", "203.0.113.9:4711", "x" * 1000, "203.0.113.9\x00"):
        assert address_of(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=added)) == "10.0.0.1"
