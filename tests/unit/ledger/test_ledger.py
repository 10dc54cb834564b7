"""The side store, on SQLite and on PostgreSQL."""

from alembic.config import Config
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from datetime import datetime
from datetime import timedelta
from datetime import timezone
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.ledger import engine
from hcc_longan.ledger import schema
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import ledger_url
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.errors import LedgerUnavailable
from hcc_longan.ledger.locks import exclusive
from hcc_longan.ledger.locks import LockTimeout
from hcc_longan.ledger.numbers import peek_number
from hcc_longan.ledger.numbers import raise_number
from hcc_longan.ledger.numbers import take_number
from hcc_longan.ledger.schema import current_revision
from hcc_longan.ledger.schema import ensure_schema
from hcc_longan.ledger.schema import expected_revision
from hcc_longan.ledger.schema import forget
from importlib import import_module
from pathlib import Path
from sqlalchemy import func
from sqlalchemy import inspect
from sqlalchemy import MetaData
from sqlalchemy import select
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from transaction.interfaces import TransactionFailedError

import os
import pytest
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import transaction


DAY = date(2026, 11, 24)

MODULES_WITH_TABLES = (
    "hcc_longan.accounts.codes",
    "hcc_longan.citizens.consents",
    "hcc_longan.citizens.requests",
    "hcc_longan.desk.batch.tables",
    "hcc_longan.desk.lists.tables",
    "hcc_longan.desk.returning.tables",
    "hcc_longan.dossiers.access",
    "hcc_longan.dossiers.quarantine",
    "hcc_longan.dossiers.register.tables",
    "hcc_longan.drafts.tables",
    "hcc_longan.papers.tables",
    "hcc_longan.parcels.tables",
    "hcc_longan.ratings.votes",
    "hcc_longan.staff.tables",
)


BROKEN_MIGRATION = """
from alembic import op
import sqlalchemy as sa

revision = "9999"
down_revision = "{}"

def upgrade():
    op.create_table("half", sa.Column("a", sa.Integer, primary_key=True))
    raise OSError("the disk is full")
"""


def event(number: int, at: datetime | None = None) -> EventRow:
    return EventRow(
        uid="a" * 32,
        number=number,
        transition="receive",
        at=at or datetime(2026, 11, 24, 9, tzinfo=ZONE),
        before="filed",
        after="received",
        holder="centre",
        actor="an",
        role="Receiver",
    )


def count() -> int:
    with get_engine().connect() as connection:
        return connection.scalar(select(func.count()).select_from(EventRow))


def started(code: str) -> subprocess.Popen:
    """Another process with the same ledger."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)


class TestNumbers:
    def test_they_run_from_one_for_each_name_and_day(self, ledger):
        assert [take_number("a", DAY), take_number("a", DAY), take_number("b", DAY), take_number("a")] == [1, 2, 1, 1]
        assert take_number("a", DAY + timedelta(days=1)) == 1
        assert (peek_number("a", DAY), peek_number("nobody")) == (2, 0)

    def test_an_aborted_caller_leaves_a_gap_and_never_gives_a_number_twice(self, ledger):
        session().add(event(1))
        session().flush()
        first = take_number("a", DAY)
        transaction.abort()
        assert take_number("a", DAY) == first + 1

    def test_thirty_two_clients_get_different_numbers(self, ledger):
        with ThreadPoolExecutor(32) as clients:
            numbers = list(clients.map(lambda _number: take_number("a", DAY), range(320)))
        assert sorted(numbers) == list(range(1, 321))

    def test_clients_in_the_midst_of_their_own_transactions_are_not_held_up(self, ledger):
        everybody = threading.Barrier(32, timeout=20)

        def ask(_number):
            session().scalar(select(func.count()).select_from(EventRow))
            everybody.wait()
            number = take_number("a", DAY)
            transaction.abort()
            return number

        with ThreadPoolExecutor(32) as clients:
            assert sorted(clients.map(ask, range(32))) == list(range(1, 33))

    @pytest.mark.slow
    def test_killed_processes_give_no_number_twice(self, ledger):
        code = (
            "from hcc_longan.ledger.numbers import take_number\n"
            "print('ready', flush=True)\n"
            "while True: print(take_number('a'), flush=True)"
        )
        clients = [started(code) for _number in range(3)]
        for client in clients:
            client.stdout.readline()
        time.sleep(0.5)
        for client in clients:
            client.send_signal(signal.SIGKILL)
        numbers = [int(line) for client in clients for line in client.communicate()[0].split("\n")[:-1]]
        assert len(numbers) == len(set(numbers)) > 0
        assert take_number("a") > max(numbers)

    def test_raising_never_lowers(self, ledger):
        assert raise_number("a", DAY, 7) == 7
        assert raise_number("a", DAY, 3) == 7
        assert take_number("a", DAY) == 8


class TestLocks:
    def test_only_one_is_inside(self, ledger):
        inside = []

        def enter(_number):
            with exclusive("filing"):
                inside.append(1)
                assert len(inside) == 1
                inside.pop()

        with ThreadPoolExecutor(32) as clients:
            list(clients.map(enter, range(64)))

    def test_a_name_may_have_any_letters(self, ledger):
        with exclusive("sổ/khdt/2026", timeout=1), exclusive("sổ/khdt/2027", timeout=1):
            pass

    def test_who_waits_in_vain_reads_for_what(self, ledger):
        with (
            exclusive("filing"),
            ThreadPoolExecutor(1) as another,
            pytest.raises(LockTimeout, match="busy with 'filing'"),
        ):
            another.submit(lambda: exclusive("filing", timeout=0.01).__enter__()).result()

    def test_a_child_process_inherits_no_lock_of_its_parents_threads(self, ledger):
        with exclusive("filing"):
            child = os.fork()
            if child == 0:
                entered = False
                try:
                    with exclusive("filing", timeout=20):
                        entered = True
                finally:
                    os._exit(0 if entered else 1)
        assert os.waitpid(child, 0)[1] == 0

    def test_another_process_waits_and_a_dead_one_lets_go(self, ledger):
        code = (
            "from hcc_longan.ledger.locks import exclusive; import time\n"
            "with exclusive('filing'):\n print('in', flush=True); time.sleep(60)"
        )
        holder = started(code)
        holder.stdout.readline()
        with pytest.raises(LockTimeout), exclusive("filing", timeout=0.1):
            pass
        with exclusive("another", timeout=1):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.communicate()
        with exclusive("filing", timeout=10):
            pass


class TestTransaction:
    def test_rows_come_with_the_commit_and_go_with_the_abort(self, ledger):
        session().add(event(1))
        transaction.abort()
        assert count() == 0
        session().add(event(1))
        transaction.commit()
        assert count() == 1

    def test_another_store_that_refuses_takes_the_rows_along(self, ledger):
        class Refusing:
            transaction_manager = transaction.manager

            def sortKey(self):
                return "database"

            def tpc_vote(self, current):
                raise OSError("the disk is full")

            def nothing(self, current):
                pass

            abort = tpc_begin = commit = tpc_finish = tpc_abort = nothing

        session().add(event(1))
        transaction.get().join(Refusing())
        with pytest.raises(OSError, match="full"):
            transaction.commit()
        transaction.abort()
        assert count() == 0

    def test_a_savepoint_of_plone_is_harmless(self, ledger):
        session().add(event(1))
        session().flush()
        transaction.savepoint(optimistic=True)
        session().add(event(2))
        transaction.commit()
        assert count() == 2

    def test_what_follows_a_savepoint_is_taken_back_or_nothing_is_written(self, ledger):
        session().add(event(1))
        session().flush()
        savepoint = transaction.savepoint(optimistic=True)
        session().add(event(2))
        session().flush()
        if ledger.startswith("postgresql"):
            savepoint.rollback()
            transaction.commit()
            assert count() == 1
        else:
            with pytest.raises(TypeError, match="Savepoints unsupported"):
                savepoint.rollback()
            with pytest.raises(TransactionFailedError):
                transaction.commit()
            transaction.abort()
            assert count() == 0

    def test_moments_come_back_as_they_went_in_and_sort(self, ledger):
        moments = [datetime(2026, 11, 24, hour, 0, 0, 250, tzinfo=timezone(timedelta(hours=7))) for hour in (9, 11, 10)]
        session().add_all(event(number, at) for number, at in enumerate(moments))
        transaction.commit()
        assert list(session().scalars(select(EventRow.at).order_by(EventRow.at))) == sorted(moments)

    def test_a_moment_without_a_zone_is_refused(self, ledger):
        session().add(event(1, datetime(2026, 11, 24)))
        with pytest.raises(StatementError, match="no time zone"):
            session().flush()


class TestSchema:
    def test_it_is_brought_up_to_date_once(self, ledger):
        assert current_revision() == expected_revision()
        forget()
        ensure_schema()

    @pytest.mark.slow
    def test_two_processes_may_start_at_once(self, ledger):
        with get_engine().begin() as connection:
            tables = MetaData()
            tables.reflect(connection)
            tables.drop_all(connection)
        code = "from hcc_longan.ledger.schema import ensure_schema; ensure_schema()"
        assert [process.wait() for process in [started(code), started(code)]] == [0, 0]
        assert current_revision() == expected_revision()

    def test_a_migration_that_breaks_leaves_nothing_behind(self, ledger, tmp_path, monkeypatch):
        folder = tmp_path / "migrations"
        shutil.copytree(Path(schema.__file__).parent / "migrations", folder)
        (folder / "versions" / "next.py").write_text(BROKEN_MIGRATION.format(current_revision()))
        configuration = Config()
        configuration.set_main_option("script_location", str(folder))
        monkeypatch.setattr(schema, "_configuration", lambda: configuration)
        before = current_revision()
        forget()
        with pytest.raises(OSError, match="full"):
            ensure_schema()
        assert current_revision() == before
        assert not inspect(get_engine()).has_table("half")

    def test_a_newer_database_is_refused(self, ledger):
        with get_engine().begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        forget()
        with pytest.raises(LedgerUnavailable, match="9999"):
            ensure_schema()

    def test_the_tables_are_those_of_the_code(self, ledger):
        for module in MODULES_WITH_TABLES:
            import_module(module)
        from alembic.autogenerate import compare_metadata
        from alembic.runtime.migration import MigrationContext
        from hcc_longan.ledger.base import Base

        # The words of the search are no table of SQLAlchemy's.
        ours = {"include_name": lambda name, kind, parents: not (name or "").startswith("dossier_words")}
        with get_engine().connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection, opts=ours), Base.metadata)
        assert differences == []


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://hcc:secret@127.0.0.1:1/hcc", "127.0.0.1:1/hcc"),
        ("postgresql://hcc@127.0.0.1:1/hcc?password=secret", "127.0.0.1:1/hcc"),
        ("sqlite://", "names no file"),
        ("sqlite:////dev/null/ledger.sqlite", "/dev/null can't be made: "),
        ("mysql://127.0.0.1/hcc", "sqlite and postgresql"),
        ("nonsense", "no database URL"),
    ],
)
def test_an_unusable_database_is_named_without_its_password(monkeypatch, url, words):
    monkeypatch.setenv("HCC_LEDGER_URL", url)
    forget()
    with pytest.raises(LedgerUnavailable) as caught:
        ensure_schema()
    assert words in str(caught.value)
    assert "secret" not in str(caught.value)


def test_the_short_name_of_postgresql_is_understood(monkeypatch):
    monkeypatch.setenv("HCC_LEDGER_URL", "postgres://hcc@127.0.0.1/hcc")
    assert ledger_url() == "postgresql+psycopg2://hcc@127.0.0.1/hcc"


def test_a_file_that_another_process_is_just_making_is_waited_for(tmp_path):
    class Busy(sqlite3.Connection):
        tries = 0

        def execute(self, statement):
            self.tries += 1
            if self.tries == 1:
                raise sqlite3.OperationalError("database is locked")
            return super().execute(statement)

    connection = sqlite3.connect(tmp_path / "ledger.sqlite", factory=Busy)
    engine._prepare_sqlite(connection, "NORMAL")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
