"""The ledger's database: SQLite under var/ by default, PostgreSQL by HCC_LEDGER_URL.

SQLite runs in WAL mode: readers never wait, and its single writer is held for a commit only, because nothing is flushed
before. A row that was committed survives the end of the process; `synchronous=NORMAL` may lose the last commits, but
never the order of them, when the machine itself loses power: the register is then made anew from the dossiers. Running
numbers survive that too (`synchronous=FULL`), so that none is given twice.

A thread that holds its session's connection takes another one for a number or a lock. To wait for that could last for
ever, so the pools have no upper limit: on PostgreSQL `max_connections` has to allow three for every thread.
"""

from dataclasses import dataclass
from hcc_longan.ledger.errors import LedgerUnavailable
from pathlib import Path
from sqlalchemy import create_engine
from sqlalchemy import Engine
from sqlalchemy import event
from sqlalchemy import make_url
from sqlalchemy import Table
from sqlalchemy import URL
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import scoped_session
from sqlalchemy.orm import Session
from sqlalchemy.orm import sessionmaker
from time import monotonic
from time import sleep

import os
import sqlite3
import zope.sqlalchemy


# Kinds of databases, and the drivers that speak to them.
DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg2", "postgres": "postgresql+psycopg2"}

# Seconds to wait for another writer; for attempts less, because who floods the site would keep its threads busy.
SQLITE_TIMEOUT = 10
COUNTS_TIMEOUT = 2


def ledger_folder() -> Path:
    """Where the ledger keeps its files: `var/ledger` of the instance."""
    return Path(os.environ.get("HCC_HOME", ".")).resolve() / "var" / "ledger"


def ledger_url() -> str:
    """The database's URL; raises LedgerUnavailable if HCC_LEDGER_URL can't be read or names another kind."""
    text = os.environ.get("HCC_LEDGER_URL") or f"sqlite:///{ledger_folder() / 'ledger.sqlite'}"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise LedgerUnavailable("HCC_LEDGER_URL is no database URL like postgresql://user@host/name.") from None
    kind = url.get_backend_name()
    if kind not in DRIVERS:
        raise LedgerUnavailable(f"HCC_LEDGER_URL names a database of the kind {kind}; known are sqlite and postgresql.")
    if DRIVERS[kind] == "sqlite" and url.database in (None, "", ":memory:"):
        raise LedgerUnavailable("HCC_LEDGER_URL names no file; it should look like sqlite:////srv/hcc/ledger.sqlite.")
    return url.set(drivername=DRIVERS[kind]).render_as_string(hide_password=False)


def shown_url() -> str:
    """The database's URL as people may see it: without password and options."""
    return make_url(ledger_url()).set(query={}).render_as_string(hide_password=True)


def get_engine() -> Engine:
    """The engine for the present URL; one for each process."""
    return _database(ledger_url()).engine


def get_numbers_engine() -> Engine:
    """The engine for running numbers: the ledger's, on SQLite a file beside it."""
    return _beside("numbers", "FULL", SQLITE_TIMEOUT)


def get_counts_engine() -> Engine:
    """The engine for counting attempts: the ledger's, on SQLite a file of its own, which needs no backup.

    Neither the ledger nor running numbers wait for a flood of attempts there, nor a count for the disk.
    """
    return _beside("counts", "NORMAL", COUNTS_TIMEOUT)


def session() -> Session:
    """This thread's session. It takes part in the transaction of `transaction`, and writes when that commits.

    Savepoints (`transaction.savepoint(optimistic=True)`, as Plone makes them) work on PostgreSQL. On SQLite they may be
    made, but once the session has read or written anything a rollback to one raises TypeError and the transaction can
    only be aborted: nothing wrong is ever committed. Without `optimistic` SQLite refuses the savepoint itself.
    """
    return _database(ledger_url()).sessions()


def dialect_insert(table: Table):
    """An INSERT that has `on_conflict_do_update`."""
    module = sqlite if get_engine().dialect.name == "sqlite" else postgresql
    return module.insert(table)


def tidy() -> None:
    """Let the database look at its tables after much was written: without it PostgreSQL does not read indexes alone."""
    engine = get_engine()
    statement = "VACUUM ANALYZE" if engine.dialect.name == "postgresql" else "ANALYZE"
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.exec_driver_sql(statement)


def dispose() -> None:
    """Close this process's connections and forget its engines."""
    for key in [key for key in _databases if key[1] == os.getpid()]:
        database = _databases.pop(key)
        database.sessions.remove()
        database.engine.dispose()


@dataclass(frozen=True)
class _Database:
    engine: Engine
    sessions: scoped_session[Session]


def _beside(name: str, synchronous: str, timeout: float) -> Engine:
    url = make_url(ledger_url())
    if url.get_backend_name() != "sqlite":
        return get_engine()
    url = url.set(database=str(Path(url.database).with_suffix(f".{name}.sqlite")))
    return _database(url.render_as_string(), synchronous, timeout).engine


# By URL and process: a child leaves the connections of its parent alone.
_databases: dict[tuple[str, int], _Database] = {}


def _database(url: str, synchronous: str = "NORMAL", timeout: float = SQLITE_TIMEOUT) -> _Database:
    key = (url, os.getpid())
    # If two threads come first at once, one of their engines is used, by both.
    return _databases.get(key) or _databases.setdefault(key, _make(make_url(url), synchronous, timeout))


def _make(url: URL, synchronous: str, timeout: float) -> _Database:
    if url.get_backend_name() == "sqlite":
        _make_folder(Path(url.database).parent)
        engine = create_engine(url, max_overflow=-1, connect_args={"timeout": timeout})
        event.listen(engine, "connect", lambda connection, record: _prepare_sqlite(connection, synchronous))
    else:
        engine = create_engine(url, max_overflow=-1, pool_pre_ping=True, connect_args={"connect_timeout": 5})
    # After a COMMIT that failed, SQLAlchemy takes the transaction for ended though the database has it open.
    event.listen(engine, "checkin", lambda connection, record: connection and connection.rollback())
    sessions = scoped_session(sessionmaker(bind=engine, autoflush=False))
    zope.sqlalchemy.register(sessions)
    return _Database(engine, sessions)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LedgerUnavailable(
            f"The ledger's folder {folder} can't be made: {error.strerror}. "
            "Make it yourself and let the site's user write there, or set HCC_LEDGER_URL to another place."
        ) from error


def _prepare_sqlite(connection: sqlite3.Connection, synchronous: str) -> None:
    deadline = monotonic() + SQLITE_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError:
            # Two processes make the file at once: SQLite doesn't wait here by itself.
            if monotonic() > deadline:
                raise
            sleep(0.01)
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute("PRAGMA foreign_keys=ON")
