"""Duties and absences in the ledger, on both databases; and the names of duties."""

from datetime import date
from datetime import timedelta
from hcc_longan import clock
from hcc_longan.ledger.engine import dispose
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.testing import ledger  # noqa: F401
from hcc_longan.ledger.testing import postgresql_url  # noqa: F401
from hcc_longan.staff import holding
from hcc_longan.staff.names import is_duty
from hcc_longan.staff.names import unit_of
from hcc_longan.staff.tables import AbsenceRow
from hcc_longan.staff.tables import DutyRow
from sqlalchemy import text
from threading import Thread

import pytest
import transaction


TODAY = date(2026, 11, 3)
DAY = timedelta(days=1)


def duty(user_id: str = "lan", first: date = TODAY, last: date | None = TODAY, **more) -> DutyRow:
    made = {"kind": "shift", "part": "day", "note": "", "made_by": "test", "made_at": clock.now()}
    return DutyRow(user_id=user_id, duty="receiver:quay-1", first_day=first, last_day=last, **{**made, **more})


def absence(**more) -> AbsenceRow:
    made = {
        "user_id": "lan",
        "substitute": "hùng",
        "duties": "handler:khdt approver:khdt",
        "first_day": TODAY,
        "last_day": TODAY,
        "reason": "Nghỉ phép năm",
        "made_by": "lan",
        "made_at": clock.now(),
        "confirmed_by": "lan",
        "confirmed_at": clock.now(),
    }
    return AbsenceRow(**{**made, **more})


def keep(*rows) -> None:
    with transaction.manager:
        session().add_all(rows)


@pytest.mark.parametrize(
    ("first", "last", "ended", "holds"),
    [
        (TODAY, TODAY, False, True),
        (TODAY - DAY, None, False, True),
        (TODAY - DAY, TODAY + DAY, False, True),
        (TODAY + DAY, None, False, False),
        (TODAY - DAY, TODAY - DAY, False, False),
        (TODAY, TODAY, True, False),
    ],
)
def test_a_duty_holds_from_its_first_to_its_last_day(ledger, first, last, ended, holds):  # noqa: F811
    keep(duty(first=first, last=last, ended_at=clock.now() if ended else None))
    assert ("lan" in holding.day_of(TODAY).dated) is holds


def test_a_substitute_waits_for_the_confirmation_the_absence_does_not(ledger):  # noqa: F811
    keep(absence(confirmed_at=None), absence(user_id="mai", reason="Ốm"))
    day = holding.day_of(TODAY)
    assert day.absent == {"lan": "", "mai": "hùng"}
    assert [(each.user_id, len(each.duties)) for each in day.handed_over["hùng"]] == [("mai", 2)]


def test_reading_takes_no_part_in_the_transaction(ledger):  # noqa: F811
    keep(duty())
    holding.day_of(TODAY)
    assert not session().in_transaction()


def test_what_a_request_has_changed_it_sees(ledger):  # noqa: F811
    session().add(duty())
    session().flush()
    assert "lan" in holding.day_of(TODAY).dated
    transaction.abort()
    assert "lan" not in holding.day_of(TODAY).dated


def test_many_read_while_one_writes(ledger):  # noqa: F811
    keep(*(duty(f"user-{number}") for number in range(50)))
    session().add(duty("new"))
    session().flush()
    found: list[int] = []
    readers = [Thread(target=lambda: found.append(len(holding.day_of(TODAY).dated))) for _number in range(8)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(20)
    transaction.commit()
    assert found == [50] * 8


def test_a_lost_ledger_gives_nothing_and_says_so(ledger, caplog):  # noqa: F811
    keep(duty())
    with get_engine().begin() as connection:
        connection.execute(text("DROP TABLE absences"))
    assert holding.day_of(TODAY) == holding.NOTHING
    assert "can't be read" in caplog.text


def test_a_database_that_is_away_gives_nothing(ledger, monkeypatch, caplog):  # noqa: F811
    dispose()
    with monkeypatch.context() as patch:
        patch.setenv("HCC_LEDGER_URL", "postgresql://nobody@127.0.0.1:1/none")
        assert holding.day_of(TODAY) == holding.NOTHING
        dispose()
    assert "can't be read" in caplog.text


@pytest.mark.parametrize(
    ("group", "is_one", "unit"),
    [
        ("handler:khdt", True, "khdt"),
        ("approver:ubnd", True, "ubnd"),
        ("receiver:quay-1", True, "*counters"),
        ("returner", True, "*counters"),
        ("supervisor", True, "supervisor"),
        ("inspector", True, "inspector"),
        ("handler", False, None),
        ("handler:", False, None),
        ("supervisor:khdt", False, None),
        ("Administrators", False, None),
        ("", False, None),
    ],
)
def test_names_of_duties(group, is_one, unit):
    assert is_duty(group) is is_one
    if is_one:
        assert unit_of(group) == unit
