"""The one source of "now" and "today", so that tests can move them. Times are aware, in the centre's time zone."""

from datetime import date
from datetime import datetime
from zoneinfo import ZoneInfo


ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment in Asia/Ho_Chi_Minh."""
    return datetime.now(ZONE)


def today() -> date:
    """The present day in Asia/Ho_Chi_Minh."""
    return now().date()
