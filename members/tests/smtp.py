"""A real mail server for tests, on a free port: it keeps what it takes, or dies where it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    # Where the talk ends without a word, e.g. at b"DATA".
    dies_at = b""
    # Answers instead of 250, by the first word of the line they answer.
    answers: dict[bytes, bytes] = {}

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.taken: list[EmailMessage] = []

    @property
    def port(self) -> int:
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.say(b"220 ready")
        for line in self.rfile:
            verb = line.split()[0].upper()
            if verb == self.server.dies_at:
                return
            self.say(self.server.answers.get(verb, b"354 go on" if verb == b"DATA" else b"250 yes"))
            if verb == b"DATA":
                lines = list(iter(self.rfile.readline, b".\r\n"))
                if self.server.dies_at == b"END":
                    return
                self.server.taken.append(message_from_bytes(b"".join(lines), policy=policy.default))
                self.say(b"250 taken")

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")


@contextmanager
def _serving() -> Iterator[Server]:
    with Server() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def smtp(settings) -> Iterator[Server]:
    """Serve on this machine, and let the portal send there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with _serving() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server
