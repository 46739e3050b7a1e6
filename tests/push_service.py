"""A push service of our own, over real TLS, and a phone that opens what was sealed for it (RFC 8291)."""

from __future__ import annotations

import base64
import ipaddress
import ssl
import struct
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import NameOID

SECRET = bytes(range(16))


def written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


AUTH = written(SECRET)


@dataclass
class Sent:
    """One request as it arrived; names of headers in small letters."""

    path: str
    headers: dict[str, str]
    body: bytes


class Phone:
    """A browser's subscription, and the private key that never leaves it."""

    auth = AUTH

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.p256dh = written(self.point)

    def opened(self, body: bytes) -> str:
        """The message inside; raises InvalidTag where it was sealed for somebody else."""
        salt, (_size, length) = body[:16], struct.unpack("!LB", body[16:21])
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs))
        secret = derived(SECRET, b"WebPush: info\0" + self.point + theirs, 32, shared)
        key = derived(salt, b"Content-Encoding: aes128gcm\0", 16, secret)
        nonce = derived(salt, b"Content-Encoding: nonce\0", 12, secret)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1].decode()


def derived(salt: bytes, told: bytes, length: int, secret: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=told).derive(secret)


@dataclass
class PushService:
    """Answers 201 unless `answers` says otherwise for a path; 0 hangs up without a word."""

    folder: Path
    received: list[Sent] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)

    def __enter__(self) -> PushService:
        self.certificate = self.folder / "certificate.pem"
        made = certificate()
        self.certificate.write_bytes(made)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._answering())
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.running = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.running.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.running.join()

    def address(self, name: str) -> str:
        """Where a browser of this name is reached."""
        return f"https://{self.host}/{name}"

    def _answering(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                service.received.append(Sent(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                status = service.answers.get(self.path, 201)
                if not status:
                    return
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", service.address("elsewhere"))
                self.end_headers()

            def log_message(self, *_said: object) -> None:
                pass

        return Answering


def certificate() -> bytes:
    """A certificate for 127.0.0.1 with its key, both in PEM, valid for an hour of the machine's own time."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return made.public_bytes(serialization.Encoding.PEM) + private
