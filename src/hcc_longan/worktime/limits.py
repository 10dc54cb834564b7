"""Time limits of procedures, and when they end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from hcc_longan.worktime.calendar import months_later
from hcc_longan.worktime.calendar import WorkCalendar

import math


class Unit(StrEnum):
    """Units of time limits, with the ids that procedures use."""

    SAME_DAY = "same_day"
    WORKING_DAY = "working_day"
    WORKING_HOUR = "working_hour"
    MINUTE = "minute"  # working minutes, for stages
    DAY = "day"
    HOUR = "hour"
    MONTH = "month"


Pauses = Sequence[tuple[datetime, datetime]]


@dataclass(frozen=True)
class Limit:
    """A number of units; raises ValueError unless the number is positive, and whole for days and months."""

    amount: float
    unit: Unit

    def __post_init__(self):
        if not (math.isfinite(self.amount) and self.amount > 0):
            raise ValueError(f"A time limit has to be more than nothing, not {self.amount}.")
        if self.unit in (Unit.DAY, Unit.MONTH) and self.amount != int(self.amount):
            raise ValueError(f"A limit in calendar days or months has to be a whole number, not {self.amount}.")

    def working(self, calendar: WorkCalendar) -> timedelta | None:
        """The working time that the limit is, None for one of calendar time."""
        minutes = {Unit.WORKING_DAY: calendar.minutes_per_day, Unit.WORKING_HOUR: 60, Unit.MINUTE: 1}.get(self.unit)
        return None if minutes is None else timedelta(minutes=self.amount * minutes)

    def due(self, calendar: WorkCalendar, start: datetime, pauses: Pauses = (), cutoff: time | None = None) -> datetime:
        """When the limit ends that begins at `start`.

        Time in pauses is added: working time to a limit of working time, days to one of calendar time. A same-day
        limit that begins at `cutoff` or later ends on the next working day.
        """
        start = calendar.local(start)
        stretches = [(calendar.local(begin), calendar.local(end)) for begin, end in pauses]
        if self.unit is Unit.HOUR:
            elapsed = sum((end - begin for begin, end in stretches), timedelta(hours=self.amount))
            return end_in_working_time(calendar, start + elapsed)
        if self.unit in (Unit.DAY, Unit.MONTH):
            waited = sum((end.date() - begin.date() for begin, end in stretches), timedelta(0))
            return calendar.closing(calendar.working_day_from(self._last_day(start.date()) + waited))
        paused = sum((calendar.between(begin, end) for begin, end in stretches), timedelta(0))
        work = self.working(calendar)
        if work is not None:
            return calendar.add(start, work + paused)
        closing = _same_day(calendar, start, cutoff)
        return calendar.add(closing, paused) if paused else closing

    def _last_day(self, first: date) -> date:
        whole = int(self.amount)
        return months_later(first, whole) if self.unit is Unit.MONTH else first + timedelta(days=whole)


def end_in_working_time(calendar: WorkCalendar, moment: datetime) -> datetime:
    """The moment itself if work is going on or just ends; else the next beginning of work."""
    local = calendar.local(moment)
    if any(begin <= local <= end for begin, end in calendar.sessions(local.date())):
        return local
    return calendar.clamp(local)


def _same_day(calendar: WorkCalendar, start: datetime, cutoff: time | None) -> datetime:
    """Closing time of the day on which work on it begins, of the working day after that from `cutoff` on."""
    day = calendar.clamp(start).date()
    if cutoff is not None and day == start.date() and start.time() >= cutoff:
        day = calendar.working_day_from(day + timedelta(days=1))
    return calendar.closing(day)
