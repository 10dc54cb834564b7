"""How often something may be tried, counted for all threads, processes and (on PostgreSQL) machines together.

Each count is a short transaction of its own: it stays when the request that it belongs to fails. A window begins with
the first attempt and ends after the limit's seconds; exactly so many attempts pass inside. Whom an attempt belongs to
(an address, a number, a recipient) is kept as a keyed hash only.

Where nothing can be counted, because the database is locked or away, nothing passes: TooManyAttempts asks people to
come back in a minute. Else a robot that keeps the database busy would have no limits at all. What people typed stays
with the caller, as with every other refusal.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.ledger.engine import COUNTS_TIMEOUT
from hcc_longan.ledger.engine import get_counts_engine
from hcc_longan.ledger.side import ready
from hcc_longan.ledger.side import SideBase
from hcc_longan.protection import settings
from hcc_longan.protection.errors import TooManyAttempts
from hcc_longan.protection.secret import key_for
from ipaddress import ip_address
from ipaddress import ip_network
from sqlalchemy import BigInteger
from sqlalchemy import Connection
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from zope.globalrequest import getRequest

import logging
import random


# A log of its own: scope, hash of the subject, verdict. No personal data. Attempts that pass are told to those who
# want to know (DEBUG): drafts save themselves all the time.
logger = logging.getLogger("hcc_longan.protection")

# Seconds after which to try again when nothing could be counted.
BUSY = 60
# One count in so many takes away at most so many windows that are over.
SWEEP_EVERY = 200
SWEEP_AT_MOST = 1000


class Window(SideBase):
    """The attempts of one subject since its window began; `ends` in seconds since 1970."""

    __tablename__ = "limit_windows"

    subject: Mapped[str] = mapped_column(String(32), primary_key=True)
    attempts: Mapped[int]
    ends: Mapped[int] = mapped_column(BigInteger, index=True)


# As text, because SQLAlchemy would put such a statement together anew each time, which takes longer than to execute it.
_ADD = text("""
    INSERT INTO limit_windows (subject, attempts, ends) VALUES (:subject, 1, :ends)
    ON CONFLICT (subject) DO UPDATE SET
        attempts = CASE WHEN limit_windows.ends <= :now THEN 1 ELSE limit_windows.attempts + 1 END,
        ends = CASE WHEN limit_windows.ends <= :now THEN :ends ELSE limit_windows.ends END
    RETURNING attempts, ends
""")


def count(scope: str, subject: str = "") -> None:
    """Count an attempt; raises TooManyAttempts if it is one too many, or if nothing can be counted.

    Attempts that are refused don't make the wait longer. Raises KeyError for a scope without a limit in the settings.
    """
    limit = settings.limits()[scope]
    if not limit.most:
        return
    hashed = _hashed(scope, subject)
    number, ends = _add(scope, hashed, limit.seconds)
    if number <= limit.most:
        _log(logging.DEBUG, scope, hashed, f"passed attempt={number}")
        return
    _log(logging.INFO, scope, hashed, f"refused attempt={number}")
    raise TooManyAttempts(max(1, ends - _now()))


def attempts(scope: str, subject: str = "") -> int:
    """How many attempts were counted in the subject's present window, refused ones included."""
    hashed = _hashed(scope, subject)
    statement = select(Window.attempts).where(Window.subject == hashed, Window.ends > _now())
    with _counting(scope, hashed) as connection:
        return connection.scalar(statement) or 0


def first(scope: str, subject: str, seconds: int) -> bool:
    """True the first time within so many seconds, False after that: for what may be used once.

    Raises TooManyAttempts if that can't be told.
    """
    return _add(scope, _hashed(scope, subject), seconds)[0] == 1


def forget(scope: str, subject: str = "") -> None:
    """Begin anew, for example after the right answer."""
    hashed = _hashed(scope, subject)
    with _counting(scope, hashed) as connection:
        connection.execute(delete(Window).where(Window.subject == hashed))


def note(scope: str, subject: str, verdict: str) -> None:
    """Log what became of an attempt (`found`, `wrong` …): no personal data in the verdict."""
    _log(logging.INFO, scope, _hashed(scope, subject), verdict)


def address() -> str:
    """Where the present request comes from, as far as trusted proxies say; of IPv6 the network (/64) of the connection.

    `local` where there is no request, as in scripts.
    """
    request = getRequest()
    client = request.getClientAddr() if request is not None and hasattr(request, "getClientAddr") else ""
    try:
        found = ip_address(client.partition("%")[0])
    except ValueError:
        return client or "local"
    if found.version == 4:
        return str(found)
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))


def clear() -> None:
    """Forget all attempts of everybody."""
    with _counting("", "") as connection:
        connection.execute(delete(Window))


def _add(scope: str, hashed: str, seconds: int) -> tuple[int, int]:
    """Count one more in the window, or begin a new one; gives the number of this attempt and the window's end."""
    now = _now()
    with _counting(scope, hashed) as connection:
        row = connection.execute(_ADD, {"subject": hashed, "now": now, "ends": now + seconds}).one()
    if random.randrange(SWEEP_EVERY) == 0:
        with _counting(scope, hashed) as connection:
            _sweep(connection, now)
    return row.attempts, row.ends


def _sweep(connection: Connection, now: int) -> None:
    # Rows that somebody else is at are left for the next time: to wait for them could be a deadlock.
    over = select(Window.subject).where(Window.ends <= now).limit(SWEEP_AT_MOST).with_for_update(skip_locked=True)
    connection.execute(delete(Window).where(Window.subject.in_(over)))


@contextmanager
def _counting(scope: str, hashed: str) -> Iterator[Connection]:
    """A short transaction; raises TooManyAttempts if it can't be."""
    try:
        engine = ready(get_counts_engine(), Window)
        with engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SET LOCAL lock_timeout = '{COUNTS_TIMEOUT}s'"))
            yield connection
    except SQLAlchemyError as error:
        _log(logging.ERROR, scope, hashed, f"uncounted: {error}")
        raise TooManyAttempts(
            BUSY, _("The site is too busy at the moment. Nothing is lost; please try again in a minute.")
        ) from error


def _hashed(scope: str, subject: str) -> str:
    subject = f"{scope}\0{subject}".encode(errors="surrogatepass")
    return blake2b(subject, key=key_for("limits"), digest_size=16).hexdigest()


def _log(level: int, scope: str, hashed: str, verdict: str) -> None:
    logger.log(level, "scope=%s subject=%s verdict=%s", scope, hashed, verdict)


def _now() -> int:
    return int(clock.now().timestamp())
