"""Which addresses a webhook may be sent to: HTTPS, a plain name, and behind it nothing but the public internet."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
LONGEST = 500
PORTS = frozenset({443, 8443})
NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
# What a resolver would read as a number: 2130706433, 0x7f.1, 127.1. Written in full it is an address of its own.
ENDS_IN_A_NUMBER = re.compile(r"(^|\.)(0x[0-9a-f]*|[0-9]+)$")
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
# Global by their registry, but they lead to an IPv4 address that nobody has looked at.
RELAYS: tuple[Network, ...] = (ipaddress.ip_network("2002::/16"), ipaddress.ip_network("192.88.99.0/24"))


class BadAddress(ValueError):
    """Nothing is sent there; its text says why."""


@dataclass(frozen=True)
class Target:
    """An address in its parts; `path` with the question behind it."""

    host: str
    port: int
    path: str
    is_tls: bool

    @property
    def authority(self) -> str:
        """The name for the `Host` header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_tls else 80) else f"{host}:{self.port}"


def read(url: str, allowed: Sequence[Network] = ()) -> Target:
    """The parts of an address. HTTP and any port are for networks that are `allowed`, which is seen when it is sent.

    Raises BadAddress for what is no address of a public HTTPS server whatever its name resolves to.
    """
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise BadAddress(_("Write the address in plain letters; a name with accents as xn--…"))
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadAddress(_("This is no address.")) from None
    is_tls = parts.scheme == "https"
    if not (is_tls or (parts.scheme == "http" and allowed)):
        raise BadAddress(_("The address must begin with https://, and a port in it be 443 or 8443."))
    if "@" in parts.netloc or parts.fragment:
        raise BadAddress(_("The address must hold no user name, no password and nothing after #."))
    target = Target(
        host=parts.hostname or "",
        port=port or (443 if is_tls else 80),
        path=(parts.path or "/") + (f"?{parts.query}" if parts.query else ""),
        is_tls=is_tls,
    )
    literal = _literal(target.host)
    if literal is not None:
        check([literal], target, allowed)
    elif not allowed:
        _check_way(target)
    return target


def check(found: Sequence[Address], target: Target, allowed: Sequence[Network] = ()) -> None:
    """Raise BadAddress unless every address that a name resolved to may be written to."""
    if not are_in(allowed, found):
        if not all(is_public(address) for address in found):
            raise BadAddress(_("The address does not lead to the public internet."))
        _check_way(target)


def are_in(networks: Sequence[Network], found: Sequence[Address]) -> bool:
    """Whether each of these addresses lies in one of the networks."""
    return all(any(address in network for network in networks) for address in found)


def is_public(address: Address) -> bool:
    """Whether it is one machine somewhere on the internet.

    Of IPv6 only what is handed out for that: mapped, compatible and NAT64 addresses hide an IPv4 address inside.
    """
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    in_relay = any(address.version == relay.version and address in relay for relay in RELAYS)
    return address.is_global and not (address.is_multicast or address.is_reserved or in_relay)


def _check_way(target: Target) -> None:
    if not target.is_tls or target.port not in PORTS:
        raise BadAddress(_("The address must begin with https://, and a port in it be 443 or 8443."))


def _literal(host: str) -> Address | None:
    """The address that is written out; None for a name. Raises BadAddress for what is neither."""
    if ":" in host or re.fullmatch(r"[0-9.]+", host):
        try:
            return ipaddress.ip_address(host)
        except ValueError:
            raise BadAddress(_("This is no address.")) from None
    if len(host) > 253 or not NAME.fullmatch(host) or ENDS_IN_A_NUMBER.search(host):
        raise BadAddress(_("This is no address."))
    return None
