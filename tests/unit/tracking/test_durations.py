"""How long dossiers of a procedure took, as the register tells it on both databases."""

from datetime import datetime
from datetime import timedelta
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import tidy
from sqlalchemy import event

import pytest


NOON = datetime(2026, 11, 24, 12, tzinfo=ZONE)
ROWS = 4000
STATES = ("returned", "finished", "stopped", "handling")


def row(number: int) -> dict:
    """A row: of forty procedures, in four states in turn, ended an hour after the other."""
    given = {
        column.name: NOON if isinstance(column.type, UtcDateTime) else column.type.python_type()
        for column in DossierRow.__table__.columns
        if not column.nullable
    }
    state = STATES[number // 40 % 4]
    return given | {
        "uid": f"{number:032}",
        "tracking_number": f"{number:013}",
        "procedure": f"1.{number % 40:06}",
        "state": state,
        "received_at": NOON - timedelta(hours=number + 30),
        "ended_at": None if state == "handling" else NOON - timedelta(hours=number),
        "is_test": number % 3 == 0,
    }


@pytest.fixture
def register(ledger):
    with get_engine().begin() as connection:
        connection.execute(DossierRow.__table__.insert(), [row(number) for number in range(ROWS)])
    tidy()


def test_those_with_a_result_newest_first_from_a_day_on(register):
    since = NOON - timedelta(hours=1000)
    wanted = [
        (NOON - timedelta(hours=number + 30), NOON - timedelta(hours=number))
        for number in range(7, 1000, 40)
        if STATES[number // 40 % 4] in ("returned", "finished") and number % 3
    ]
    assert queries.durations("1.000007", since) == wanted
    assert queries.durations("1.000007", since, most=2) == wanted[:2]
    assert queries.durations("9.999999", since) == []


def test_they_are_read_from_an_index(ledger, register):
    asked = []
    event.listen(get_engine(), "before_cursor_execute", lambda *told: asked.append((told[2], told[3])))
    queries.durations("1.000007", NOON - timedelta(hours=1000))
    (statement, parameters) = next(each for each in asked if each[0].startswith("SELECT"))
    word = "EXPLAIN" if ledger.startswith("postgresql") else "EXPLAIN QUERY PLAN"
    with get_engine().connect() as connection:
        plan = str(connection.exec_driver_sql(f"{word} {statement}", parameters).all())
    assert "ix_dossiers_durations" in plan
