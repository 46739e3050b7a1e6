"""Networks named in the environment."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from django.core.exceptions import ImproperlyConfigured

from rada.lib import env


def test_networks_are_read_and_none_is_the_default(monkeypatch):
    monkeypatch.setenv("NETWORKS", "127.0.0.0/8, fd00::/8")

    assert env.networks("NETWORKS") == [ip_network("127.0.0.0/8"), ip_network("fd00::/8")]
    assert env.networks("OTHER_NETWORKS") == []


@pytest.mark.parametrize("written", ["localhost", "10.0.0.7/8", "10.0.0.0/33"])
def test_what_is_no_network_stops_the_start_with_its_name(monkeypatch, written):
    monkeypatch.setenv("NETWORKS", written)

    with pytest.raises(ImproperlyConfigured, match="NETWORKS"):
        env.networks("NETWORKS")
