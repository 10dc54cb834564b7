"""Running numbers: taken in a short transaction of their own, so that gaps may be, duplicates never.

On SQLite they have a file of their own beside the ledger's, `….numbers.sqlite`: the ledger's single writer may be the
very caller. To be backed up together.
"""

from datetime import date
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import get_numbers_engine
from hcc_longan.ledger.side import ready
from hcc_longan.ledger.side import SideBase
from sqlalchemy import case
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column


class Counter(SideBase):
    """The last number given out under a name, for one day or (empty) for all days."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    value: Mapped[int]


def take_number(name: str, day: date | None = None) -> int:
    """The next number (1, 2, …) of a counter, given to nobody else whatever becomes of the caller or its process."""
    return _set(name, day, Counter.value + 1, 1)


def raise_number(name: str, day: date | None, at_least: int) -> int:
    """Let a counter go on above a number; never lowers it."""
    return _set(name, day, case((Counter.value < at_least, at_least), else_=Counter.value), at_least)


def peek_number(name: str, day: date | None = None) -> int:
    """The last number that a counter gave out, 0 if none."""
    with _ready().connect() as connection:
        return connection.scalar(select(Counter.value).where(Counter.name == name, Counter.day == _day(day))) or 0


def _set(name: str, day: date | None, value, first: int) -> int:
    statement = dialect_insert(Counter.__table__).values(name=name, day=_day(day), value=first)
    statement = statement.on_conflict_do_update(index_elements=["name", "day"], set_={"value": value})
    with _ready().begin() as connection:
        return connection.execute(statement.returning(Counter.value)).scalar_one()


def _ready() -> Engine:
    return ready(get_numbers_engine(), Counter)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
