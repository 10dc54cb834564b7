"""Locks that hold between threads, processes and, on PostgreSQL, machines; a dead holder's lock is free.

They are no substitute for rows: PostgreSQL's need a connection to the server itself (no pooler that shares it between
transactions), and a machine that falls silent keeps its locks until the server's `tcp_keepalives_idle` is over.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from hcc_longan.ledger.engine import get_engine
from pathlib import Path
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from time import monotonic
from time import sleep
from urllib.parse import quote

import fcntl
import os
import threading


# PostgreSQL's code for the end of lock_timeout.
LOCK_NOT_AVAILABLE = "55P03"


class LockTimeout(RuntimeError):
    """Somebody else held the lock for longer than the caller would wait."""

    def __init__(self, name: str):
        super().__init__(f"Somebody else is still busy with {name!r}. Try again in a moment.")


# By process and name: a child doesn't inherit what a thread of its parent held.
_threads: dict[tuple[int, str], threading.Lock] = defaultdict(threading.Lock)


@contextmanager
def exclusive(name: str, timeout: float = 30) -> Iterator[None]:
    """Inside, nobody else is inside for the same name. Waits at most `timeout` seconds, then raises LockTimeout.

    Who is inside must not enter the same name again.
    """
    deadline = monotonic() + timeout
    # Threads wait here first, so that each process competes with one.
    mine = _threads[os.getpid(), name]
    if not mine.acquire(timeout=timeout):
        raise LockTimeout(name)
    try:
        hold = _postgresql if get_engine().dialect.name == "postgresql" else _file
        with hold(name, deadline):
            yield
    finally:
        mine.release()


@contextmanager
def _file(name: str, deadline: float) -> Iterator[None]:
    path = Path(get_engine().url.database).parent / f"{quote(name, safe='')}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        while True:
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if monotonic() > deadline:
                    raise LockTimeout(name) from None
                sleep(0.002)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def _postgresql(name: str, deadline: float) -> Iterator[None]:
    key = int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
    with get_engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        # The server lets those who wait in one after the other.
        milliseconds = max(1, int(1000 * (deadline - monotonic())))
        try:
            connection.execute(text(f"SET lock_timeout = {milliseconds}"))
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": key})
        except OperationalError as error:
            if error.orig.pgcode != LOCK_NOT_AVAILABLE:
                raise
            raise LockTimeout(name) from None
        finally:
            connection.execute(text("RESET lock_timeout"))
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": key})
