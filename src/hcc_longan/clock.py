"""The one source of "now" and "today", so that tests can move them. Times are aware, in the centre's time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from datetime import datetime
from zoneinfo import ZoneInfo


ZONE = ZoneInfo("Asia/Ho_Chi_Minh")

_moved: ContextVar[datetime | None] = ContextVar("hcc_longan.clock", default=None)


def now() -> datetime:
    """The present moment in Asia/Ho_Chi_Minh."""
    moved = _moved.get()
    return datetime.now(ZONE) if moved is None else moved


def today() -> date:
    """The present day in Asia/Ho_Chi_Minh."""
    return now().date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Inside, it is this moment: for tests, and for generators of a past that never was."""
    token = _moved.set(moment.astimezone(ZONE))
    try:
        yield
    finally:
        _moved.reset(token)
