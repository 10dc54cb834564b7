"""The tables, brought up to date by Alembic when the site starts."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from functools import lru_cache
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import ledger_url
from hcc_longan.ledger.engine import shown_url
from hcc_longan.ledger.errors import LedgerUnavailable
from hcc_longan.ledger.locks import exclusive
from sqlalchemy.exc import DBAPIError

import os


def ensure_schema() -> None:
    """Bring the tables up to date; raises LedgerUnavailable if that can't be, or if the database is newer than us."""
    _ensure(ledger_url(), os.getpid())


def current_revision() -> str | None:
    """The revision of the database, None if it is empty."""
    with get_engine().connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def expected_revision() -> str | None:
    """The newest revision that this code knows."""
    return ScriptDirectory.from_config(_configuration()).get_current_head()


def forget() -> None:
    """Look at the database again the next time: for tests that empty it."""
    _ensure.cache_clear()


@lru_cache(maxsize=8)
def _ensure(url: str, process: int) -> None:
    try:
        if _is_behind():
            with exclusive("schema", timeout=60):
                # Another process may have done it meanwhile, and be newer.
                if _is_behind():
                    command.upgrade(_configuration(), "head")
    except DBAPIError as error:
        raise LedgerUnavailable(
            f"The ledger {shown_url()} can't be used: {str(error.orig).strip()}. "
            "Is the database there and running, is HCC_LEDGER_URL right, and may this user write there?"
        ) from error


def _is_behind() -> bool:
    scripts = ScriptDirectory.from_config(_configuration())
    revision = current_revision()
    if revision not in {None, *(script.revision for script in scripts.walk_revisions())}:
        raise LedgerUnavailable(
            f"The ledger {shown_url()} has revision {revision}, which this version of the site doesn't know. "
            "Start the newer version that made it, or point HCC_LEDGER_URL to another database."
        )
    return revision != scripts.get_current_head()


def _configuration() -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", "hcc_longan.ledger:migrations")
    return configuration
