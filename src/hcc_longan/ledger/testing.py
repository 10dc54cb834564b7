"""Fixtures for tests with a ledger of their own: each such test runs on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from hcc_longan.ledger.engine import dispose
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.schema import ensure_schema
from hcc_longan.ledger.schema import forget
from pathlib import Path
from sqlalchemy import text

import os
import pytest
import subprocess
import tempfile
import transaction


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The URL of a private PostgreSQL server; skips only where its programs are missing."""
    script = Path(os.environ.get("HCC_HOME", ".")).resolve() / "scripts" / "postgresql"
    with tempfile.TemporaryDirectory(prefix="hcc-postgresql-") as folder:
        # The server gives it to its own user.
        started = subprocess.run([script, "start", folder, "--trial"], capture_output=True, text=True, check=False)
        if started.returncode == 3:
            pytest.skip(started.stderr.strip())
        assert started.returncode == 0, started.stderr
        yield started.stdout.strip()
        subprocess.run([script, "stop", folder], check=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request, tmp_path, monkeypatch) -> Iterator[str]:
    """An empty ledger, with its tables, that the code under test uses; gives its URL."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'ledger.sqlite'}"
    else:
        url = request.getfixturevalue("postgresql_url")
    monkeypatch.setenv("HCC_LEDGER_URL", url)
    transaction.abort()
    dispose()
    forget()
    if request.param == "postgresql":
        with get_engine().begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
    ensure_schema()
    yield url
    transaction.abort()
    dispose()
    forget()
