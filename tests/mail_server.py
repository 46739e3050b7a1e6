"""A mail server of our own on loopback, which speaks as much SMTP as Django does, and how it may misbehave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from socketserver import StreamRequestHandler, ThreadingTCPServer
from typing import Any

USUAL = {"": "220 rada.example", "EHLO": "250 rada.example", "DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class MailServer:
    """What arrived, as (recipients, letter). `says` gives another answer to a command, "" being the greeting.

    While it `is_silent`, it says nothing to whoever comes until the test is over.
    """

    received: list[tuple[list[str], EmailMessage]] = field(default_factory=list)
    says: dict[str, str] = field(default_factory=dict)
    is_silent: bool = False
    was_called: threading.Event = field(default_factory=threading.Event)
    over: threading.Event = field(default_factory=threading.Event)

    def answer_to(self, command: str) -> bytes:
        """What is said to a command."""
        return f"{self.says.get(command) or USUAL.get(command, '250 well')}\r\n".encode()

    @contextmanager
    def running(self) -> Iterator[int]:
        """Its port, while it runs."""
        with _Server(("127.0.0.1", 0), self._serving()) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
            thread.start()
            try:
                yield server.server_address[1]
            finally:
                self.over.set()
                server.shutdown()
                thread.join()

    def _serving(self) -> type[StreamRequestHandler]:
        mail = self

        class Serving(StreamRequestHandler):
            def handle(self) -> None:
                mail.was_called.set()
                if mail.is_silent:
                    mail.over.wait()
                    return
                with suppress(OSError):  # whoever called may have gone
                    self._talk()

            def _talk(self) -> None:
                recipients: list[str] = []
                self.wfile.write(mail.answer_to(""))
                while line := self.rfile.readline():
                    command, _space, rest = line.decode().strip().partition(" ")
                    self.wfile.write(mail.answer_to(command.upper()))
                    if command.upper() == "RCPT":
                        recipients.append(rest.partition("<")[2].partition(">")[0])
                    elif command.upper() == "DATA":
                        mail.received.append((recipients, self._letter()))
                        self.wfile.write(mail.answer_to("."))

            def _letter(self) -> Any:
                lines = iter(self.rfile.readline, b".\r\n")
                return message_from_bytes(b"".join(lines), policy=policy.default)

        return Serving


class _Server(ThreadingTCPServer):
    daemon_threads = True
