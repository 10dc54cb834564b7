"""Time limits of procedures, and when they end."""

from collections.abc import Sequence
from dataclasses import dataclass
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
        work = self.working(calendar)
        paused = sum((calendar.between(begin, end) for begin, end in pauses), timedelta(0))
        if work is not None:
            return calendar.add(start, work + paused)
        if self.unit is Unit.SAME_DAY:
            return (
                calendar.add(self._closing(calendar, start, cutoff), paused)
                if paused
                else self._closing(calendar, start, cutoff)
            )
        local = start.astimezone(calendar.zone)
        if self.unit is Unit.HOUR:
            end = start + timedelta(hours=self.amount) + sum((b - a for a, b in pauses), timedelta(0))
            return end_in_working_time(calendar, end)
        day = local.date()
        day = months_later(day, int(self.amount)) if self.unit is Unit.MONTH else day + timedelta(days=int(self.amount))
        for begin, end in pauses:
            day += end.astimezone(calendar.zone).date() - begin.astimezone(calendar.zone).date()
        return calendar.closing(calendar.working_day_from(day))

    @staticmethod
    def _closing(calendar: WorkCalendar, start: datetime, cutoff: time | None) -> datetime:
        local = start.astimezone(calendar.zone)
        first = calendar.clamp(start).date()
        if cutoff is not None and first == local.date() and local.time() >= cutoff:
            first = calendar.working_day_from(first + timedelta(days=1))
        return calendar.closing(first)


def end_in_working_time(calendar: WorkCalendar, moment: datetime) -> datetime:
    """The moment itself if work is going on or just ends; else the next beginning of work."""
    local = moment.astimezone(calendar.zone)
    if any(begin <= local <= end for begin, end in calendar.sessions(local.date())):
        return local
    return calendar.clamp(moment)
