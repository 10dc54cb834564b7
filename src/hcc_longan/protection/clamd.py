"""A client of ClamAV's daemon: sends it bytes and reads what it found (clamd(8), INSTREAM). Knows no Zope."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import BinaryIO

import re
import socket


CHUNK = 64 * 1024
# The longest reply is a line: a path we don't give, and the name of a signature.
_LONGEST_REPLY = 8192
_ADDRESS = re.compile(r"tcp:(?P<host>\[[0-9a-fA-F:.]+\]|[^\s:\[\]]+):(?P<port>\d{1,5})|unix:(?P<path>/[^\0]+)")


class ClamdUnavailable(RuntimeError):
    """The daemon gave no verdict: it is not there, too slow, or can't examine what it was sent."""


@dataclass(frozen=True)
class Clamd:
    """The daemon at `tcp:HOST:PORT` or `unix:/PATH`; one call takes `timeout` seconds at most, all in all."""

    address: str
    timeout: float = 20

    def __post_init__(self):
        match = _ADDRESS.fullmatch(self.address)
        if match is None or int(match["port"] or 1) not in range(1, 65536):
            raise ValueError(f"{self.address!r} is no address like tcp:127.0.0.1:3310 or unix:/run/clamav/clamd.ctl")

    def scan(self, stream: BinaryIO) -> str:
        """The name of what the daemon found in the bytes from here on, empty if it found nothing."""
        with self._connected() as (connection, deadline):
            try:
                _send(connection, b"zINSTREAM\0", deadline)
                while chunk := stream.read(CHUNK):
                    _send(connection, len(chunk).to_bytes(4) + chunk, deadline)
                _send(connection, bytes(4), deadline)
            except (BrokenPipeError, ConnectionResetError):
                # It hung up in the middle, and has said why: what it was sent is too large.
                pass
            reply = _reply(connection, deadline)
        if reply.endswith(": OK"):
            return ""
        if reply.endswith(" FOUND"):
            return reply.removesuffix(" FOUND").partition(": ")[2]
        raise ClamdUnavailable(reply)

    def version(self) -> str:
        """What the daemon says about itself: `ClamAV 1.4.3/27800/Mon Nov 23 08:26:00 2026`, signatures included."""
        with self._connected() as (connection, deadline):
            _send(connection, b"zVERSION\0", deadline)
            return _reply(connection, deadline)

    @contextmanager
    def _connected(self) -> Iterator[tuple[socket.socket, float]]:
        deadline = monotonic() + self.timeout
        try:
            with self._connect() as connection:
                yield connection, deadline
        except TimeoutError:
            raise ClamdUnavailable(f"no answer within {self.timeout:g} seconds") from None
        except (OSError, UnicodeError) as error:
            raise ClamdUnavailable(getattr(error, "strerror", "") or str(error)) from error

    def _connect(self) -> socket.socket:
        kind, _colon, place = self.address.partition(":")
        if kind == "tcp":
            host, _colon, port = place.rpartition(":")
            return socket.create_connection((host.strip("[]"), int(port)), self.timeout)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(self.timeout)
            connection.connect(place)
        except BaseException:
            connection.close()
            raise
        return connection


def _send(connection: socket.socket, data: bytes, deadline: float) -> None:
    connection.settimeout(_left(deadline))
    connection.sendall(data)


def _reply(connection: socket.socket, deadline: float) -> str:
    """The daemon's line, which ends with a NUL; an end without one is none."""
    reply = b""
    while not reply.endswith(b"\0"):
        connection.settimeout(_left(deadline))
        received = connection.recv(4096)
        if not received or len(reply) > _LONGEST_REPLY:
            raise ClamdUnavailable("the connection was closed before the daemon had answered")
        reply += received
    return reply.rstrip(b"\0").decode("utf-8", "replace")


def _left(deadline: float) -> float:
    left = deadline - monotonic()
    if left <= 0:
        raise TimeoutError
    return left
