"""Web push (RFC 8030, 8291, 8292): keys, which addresses may be written to, and messages sealed for one browser."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

LONGEST_ENDPOINT = 500
POINT_BYTES, SECRET_BYTES = 65, 16
HTTPS_PORT = 443


class BadKey(ValueError):
    """A key that is none; its text says what is expected."""


@dataclass(frozen=True)
class Browser:
    """Where and for whom a message is sealed, as the browser's own `PushSubscription` says it."""

    endpoint: str
    p256dh: str
    auth: str


def new_private_key() -> str:
    """A new key for `VAPID_PRIVATE_KEY`: 32 bytes in base64url."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return _written(number.to_bytes(32, "big"))


def public_key(private_key: str) -> str:
    """What a browser needs as `applicationServerKey`, in base64url. Raises BadKey."""
    point = _private(private_key).public_key()
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return _written(point.public_bytes(*form))


def is_allowed(endpoint: str, hosts: Collection[str]) -> bool:
    """Whether messages may be sent there: https, without a name or password, at a known host.

    `*.example.com` stands for every host below it; a port has to be named (`127.0.0.1:8443`) unless it is 443.
    """
    try:
        parts = urlsplit(endpoint)
        port = parts.port or HTTPS_PORT
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    if len(endpoint) > LONGEST_ENDPOINT or not endpoint.isascii() or not endpoint.isprintable() or " " in endpoint:
        return False
    name = parts.hostname if port == HTTPS_PORT else f"{parts.hostname}:{port}"
    return any(_fits(name, host.lower()) for host in hosts)


def check_browser(p256dh: str, auth: str) -> None:
    """Raise BadKey where a browser's keys are no point of the curve and no 16 bytes: nothing could be sealed for it."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _read(p256dh, POINT_BYTES))
    except (ValueError, UnsupportedAlgorithm):
        raise BadKey("p256dh is no public key of the curve P-256") from None
    _read(auth, SECRET_BYTES)


def sealed(
    private_key: str, contact: str, browser: Browser, message: dict[str, Any], *, ttl_seconds: int
) -> tuple[bytes, dict[str, str]]:
    """Body and headers that only this browser can open, signed with our key; `contact` is an e-mail address."""
    # Only what sends needs the package; its import would slow every web process down.
    from webpush import WebPush, WebPushSubscription

    pems = _pems(_private(private_key))
    subscription = WebPushSubscription.model_validate(
        {"endpoint": browser.endpoint, "keys": {"p256dh": browser.p256dh, "auth": browser.auth}}
    )
    made = WebPush(private_key=pems[0], public_key=pems[1], subscriber=contact).get(
        json.dumps(message, ensure_ascii=False), subscription, ttl=ttl_seconds
    )
    return made.encrypted, {**made.headers, "content-type": "application/octet-stream"}


def _fits(name: str, host: str) -> bool:
    return name.endswith(host[1:]) if host.startswith("*.") else name == host


def _private(written: str) -> ec.EllipticCurvePrivateKey:
    try:
        return ec.derive_private_key(int.from_bytes(_read(written, 32), "big"), ec.SECP256R1())
    except ValueError:
        raise BadKey("a private key is 32 bytes in base64url") from None


def _pems(key: ec.EllipticCurvePrivateKey) -> tuple[bytes, bytes]:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, public


def _read(written: str, length: int) -> bytes:
    """That many bytes in base64url, padded or not. Raises BadKey."""
    bare = written.rstrip("=")
    try:
        found = base64.b64decode(bare + "=" * (-len(bare) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if len(found) != length:
        raise BadKey(f"a key is {length} bytes in base64url")
    return found


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
