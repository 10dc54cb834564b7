"""Limits, on SQLite and on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.ledger import engine as engine_module
from hcc_longan.ledger.engine import get_counts_engine
from hcc_longan.ledger.engine import session
from hcc_longan.protection import limits
from hcc_longan.protection.errors import TooManyAttempts
from sqlalchemy import func
from sqlalchemy import inspect
from sqlalchemy import select
from sqlalchemy import text

import logging
import os
import pytest
import subprocess
import sys
import transaction


NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)


def passes(subject: str = "A", scope: str = "tracking.number") -> bool:
    try:
        limits.count(scope, subject)
    except TooManyAttempts:
        return False
    return True


def rows() -> int:
    with get_counts_engine().connect() as connection:
        return connection.scalar(select(func.count()).select_from(limits.Window))


def test_so_many_pass_and_no_more(ledger):
    assert [passes() for _number in range(7)] == [True] * 5 + [False] * 2
    assert limits.attempts("tracking.number", "A") == 7


def test_subjects_and_scopes_are_counted_apart(ledger, site):
    site["limits"] = ["tracking.number | 1 | 600", "tracking.all | 1 | 600"]
    assert [passes("A"), passes("B"), passes("A"), passes("", "tracking.all"), passes("A", "tracking.all")] == [
        True,
        True,
        False,
        True,
        True,
    ]


def test_the_wait_is_told_and_ends(ledger):
    with clock.at(NOON):
        assert all(passes() for _number in range(5))
    for seconds, wait in ((0, 600), (1, 599), (599, 1)):
        with clock.at(NOON + timedelta(seconds=seconds)), pytest.raises(TooManyAttempts) as refusal:
            limits.count("tracking.number", "A")
        assert refusal.value.retry_after == wait
    with clock.at(NOON + timedelta(seconds=600)):
        assert limits.attempts("tracking.number", "A") == 0
        assert [passes() for _number in range(6)] == [True] * 5 + [False]


@pytest.mark.parametrize(
    ("seconds", "words"), [(1, "in 1 min"), (60, "in 1 min"), (61, "in 2 min"), (5400, "in 90 min"), (5401, "in 2 h")]
)
def test_a_person_reads_how_long_to_wait(seconds, words):
    assert words in str(TooManyAttempts(seconds))


def test_an_attempt_stays_counted_when_its_request_fails(ledger):
    session().execute(text("SELECT 1"))
    limits.count("tracking.number", "A")
    transaction.abort()
    assert limits.attempts("tracking.number", "A") == 1


def test_a_right_answer_lets_one_begin_anew(ledger):
    assert [passes() for _number in range(6)][-1] is False
    limits.forget("tracking.number", "A")
    assert passes()


@pytest.mark.parametrize("most", [0, 3])
def test_nought_is_no_limit(ledger, site, most):
    site["limits"] = [f"tracking.number | {most} | 600"]
    assert [passes() for _number in range(9)].count(True) == (most or 9)


def test_a_line_that_is_missing_has_its_usual_limit(ledger, site):
    site["limits"] = None
    assert [passes() for _number in range(11)] == [True] * 10 + [False]


def test_a_scope_that_nobody_knows_is_a_mistake(ledger):
    with pytest.raises(KeyError):
        limits.count("tracking.nothing", "A")


@pytest.mark.parametrize("subject", ["", "ký tự\x00", "\ud800", "'; DROP TABLE limit_windows; --"])
def test_any_subject_can_be_counted(ledger, subject):
    assert passes(subject)
    assert limits.attempts("tracking.number", subject) == 1


def test_who_is_counted_can_be_read_nowhere(ledger, caplog):
    caplog.set_level(logging.DEBUG, "hcc_longan.protection")
    for _number in range(6):
        passes("0900000001")
    limits.note("tracking.number", "0900000001", "found")
    with get_counts_engine().connect() as connection:
        kept = connection.execute(select(limits.Window)).all()
    assert "0900000001" not in f"{kept} {caplog.text}"
    hashed = kept[0].subject
    verdicts = [f"passed attempt={number}" for number in range(1, 6)] + ["refused attempt=6", "found"]
    assert [record.getMessage() for record in caplog.records] == [
        f"scope=tracking.number subject={hashed} verdict={verdict}" for verdict in verdicts
    ]


def test_of_thirty_two_at_once_exactly_so_many_pass(ledger):
    with ThreadPoolExecutor(32) as clients:
        assert list(clients.map(lambda _number: passes(), range(96))).count(True) == 5


@pytest.mark.slow
def test_of_two_processes_together_exactly_so_many_pass(ledger, site):
    site["limits"] = ["tracking.number | 40 | 600"]
    code = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from hcc_longan.protection import limits, secret, settings\n"
        "secret.site_secret = lambda: b'a secret of 32 bytes in this test'\n"
        f"settings.setting = {site!r}.__getitem__\n"
        "def passes(number):\n"
        "    try: limits.count('tracking.number', 'A')\n"
        "    except limits.TooManyAttempts: return 0\n"
        "    return 1\n"
        "with ThreadPoolExecutor(8) as clients: print(sum(clients.map(passes, range(60))))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    clients = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
        for _number in range(2)
    ]
    assert sum(int(client.communicate()[0]) for client in clients) == 40
    assert limits.attempts("tracking.number", "A") == 120


def test_threads_in_the_midst_of_their_own_transactions_are_not_held_up(ledger):
    def ask(number: int) -> bool:
        session().execute(text("SELECT 1"))
        passed = passes(str(number))
        transaction.abort()
        return passed

    with ThreadPoolExecutor(32) as clients:
        assert all(clients.map(ask, range(64)))


def test_something_is_first_once(ledger):
    with ThreadPoolExecutor(32) as clients:
        assert list(clients.map(lambda _number: limits.first("challenge", "A", 60), range(64))).count(True) == 1
    with clock.at(clock.now() + timedelta(seconds=61)):
        assert limits.first("challenge", "A", 60)


def test_what_is_over_is_swept_away(ledger, monkeypatch):
    with clock.at(NOON):
        for number in range(20):
            passes(str(number))
    monkeypatch.setattr(limits, "SWEEP_EVERY", 1)
    with clock.at(NOON + timedelta(seconds=601)):
        passes("new")
        assert rows() == 1
        assert limits.attempts("tracking.number", "new") == 1


def test_counting_and_sweeping_at_once_is_no_deadlock(ledger, site, monkeypatch):
    site["limits"] = ["tracking.number | 1000 | 1"]
    monkeypatch.setattr(limits, "SWEEP_EVERY", 1)

    def ask(number: int) -> bool:
        # Each finds the windows of the others over.
        with clock.at(NOON + timedelta(seconds=number)):
            return passes(str(number % 7))

    with ThreadPoolExecutor(32) as clients:
        assert all(clients.map(ask, range(200)))


def test_nothing_passes_while_the_database_is_locked(ledger, caplog, monkeypatch):
    for module in (engine_module, limits):
        monkeypatch.setattr(module, "COUNTS_TIMEOUT", 0.1)
    assert passes()
    engine = get_counts_engine()
    lock = "BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else "LOCK TABLE limit_windows"
    with engine.connect() as other:
        other.exec_driver_sql(lock)
        with pytest.raises(TooManyAttempts, match="too busy") as refusal:
            limits.count("tracking.number", "A")
        with pytest.raises(TooManyAttempts):
            limits.first("challenge", "A", 60)
    assert refusal.value.retry_after == limits.BUSY
    assert "verdict=uncounted" in caplog.text
    assert passes()
    assert limits.attempts("tracking.number", "A") == 2


def test_nothing_passes_while_the_database_is_broken(ledger):
    assert passes()
    with get_counts_engine().begin() as connection:
        connection.execute(text("DROP TABLE limit_windows"))
    assert not passes()


def test_a_lost_connection_is_made_anew(ledger):
    if get_counts_engine().dialect.name == "sqlite":
        pytest.skip("a file has no connection to lose")
    assert passes()
    with get_counts_engine().connect() as connection:
        mine = connection.scalar(text("SELECT pg_backend_pid()"))
        connection.execute(
            text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> :mine"), {"mine": mine}
        )
    assert passes()


def test_the_ledger_knows_nothing_of_counts_on_sqlite(ledger):
    passes()
    has_own_file = get_counts_engine().url.database.endswith("ledger.counts.sqlite")
    assert has_own_file == ledger.startswith("sqlite")
    assert "limit_windows" in inspect(get_counts_engine()).get_table_names()
