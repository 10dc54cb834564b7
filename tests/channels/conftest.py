"""Counterparts of the channels: a mail server, and a gateway that answers as Kannel does."""

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler
from http.server import ThreadingHTTPServer
from pathlib import Path
from plone import api
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import email
import mailbox
import pytest
import socket
import threading


@dataclass
class MailServer:
    """A mail server with a Maildir."""

    folder: Path

    @property
    def messages(self) -> list[EmailMessage]:
        return [email.message_from_bytes(bytes(each), policy=default) for each in mailbox.Maildir(self.folder)]


@pytest.fixture
def mail_server(portal, tmp_path) -> Iterator[MailServer]:
    """A mail server that the site is set up for."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Mailbox(tmp_path / "mail"), hostname="127.0.0.1", port=port)
    controller.start()
    for name, value in (
        ("smtp_host", "127.0.0.1"),
        ("smtp_port", port),
        ("email_from_address", "hcc@example.org"),
        ("email_from_name", "Trung tâm Phục vụ hành chính công"),
    ):
        api.portal.set_registry_record(f"plone.{name}", value)
    yield MailServer(tmp_path / "mail")
    controller.stop()


@dataclass
class Gateway:
    """What a gateway was asked for, and what it answers."""

    url: str = ""
    status: int = 202
    text: str = "0: Accepted for delivery"
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def gateway(portal) -> Iterator[Gateway]:
    """A gateway that the site is set up for."""
    gateway = Gateway()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self):
            query = parse_qs(urlsplit(self.path).query, encoding="utf-8", errors="strict")
            gateway.asked.append({name: values[0] for name, values in query.items()})
            self.send_response(gateway.status)
            self.send_header("Location", "/elsewhere?x=1")
            self.end_headers()
            self.wfile.write(gateway.text.encode())

        def log_message(self, *args):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    gateway.url = f"http://127.0.0.1:{server.server_port}/cgi-bin/sendsms"
    for name, value in (("url", gateway.url), ("user", "hcc"), ("password", "bí mật & co")):
        api.portal.set_registry_record(f"hcc_longan.channels.kannel_{name}", value)
    yield gateway
    server.shutdown()
    server.server_close()
