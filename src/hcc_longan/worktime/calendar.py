"""The work calendar: which time is working time, and adding and measuring it.

Days are kept a year at a time as running sums of working seconds, so that a span of any length costs two look-ups.
"""

from bisect import bisect_left
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from datetime import UTC
from hcc_longan.clock import ZONE
from itertools import pairwise
from zoneinfo import ZoneInfo


Session = tuple[time, time]

# How far to look for working time before giving up.
_HORIZON = timedelta(days=400)
_YEARS = 100


class BadCalendar(ValueError):
    """Hours that contradict themselves."""


class NoWorkingTime(ValueError):
    """A calendar without working time, or none near a moment."""


class _Year:
    """A year's sessions as moments (seconds since the epoch), with the working time before each."""

    def __init__(self, calendar: "WorkCalendar", year: int):
        self.begins: list[int] = []
        self.ends: list[int] = []
        self.before: list[int] = []
        total = 0
        day, last = date(year, 1, 1), date(year, 12, 31)
        while day <= last:
            for begin, end in calendar.hours(day):
                self.begins.append(_seconds(datetime.combine(day, begin, calendar.zone)))
                self.ends.append(_seconds(datetime.combine(day, end, calendar.zone)))
                self.before.append(total)
                total += self.ends[-1] - self.begins[-1]
            day += timedelta(days=1)
        self.total = total


class WorkCalendar:
    """Working time in a week's rhythm, with days off and days of their own hours. Never changes.

    `week` gives the sessions of a weekday (0 is Monday); `off` the days without work; `extra` days with sessions of
    their own (make-up working days, half days), which win over both. All moments have to be aware; those given back
    are in `zone`. `minutes_per_day` is what one working day of a time limit means.
    """

    def __init__(
        self,
        week: Mapping[int, Sequence[Session]],
        off: Collection[date] = (),
        extra: Mapping[date, Sequence[Session]] | None = None,
        zone: ZoneInfo = ZONE,
        minutes_per_day: int = 480,
    ):
        self.zone = zone
        self.minutes_per_day = minutes_per_day
        self._week = {day: checked_sessions(sessions) for day, sessions in week.items()}
        self._off = frozenset(off)
        self._extra = {day: checked_sessions(sessions) for day, sessions in (extra or {}).items()}
        if not any(self._week.values()) and not any(self._extra.values()):
            raise NoWorkingTime("The calendar has no working time: give at least one weekday hours of work.")
        # A year's table is made whole before it is put here, so threads see all of it or nothing.
        self._years: dict[int, _Year] = {}

    def local(self, moment: datetime) -> datetime:
        """The moment in the calendar's zone; raises ValueError if it has no zone of its own."""
        if moment.tzinfo is None:
            raise ValueError(f"{moment!r} has no time zone.")
        return moment.astimezone(self.zone)

    def hours(self, day: date) -> tuple[Session, ...]:
        """The sessions of a day as clock times."""
        if day in self._extra:
            return self._extra[day]
        if day in self._off:
            return ()
        return self._week.get(day.weekday(), ())

    def sessions(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The sessions of a day as moments."""
        return tuple(
            (datetime.combine(day, begin, self.zone), datetime.combine(day, end, self.zone))
            for begin, end in self.hours(day)
        )

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours(day))

    def opening(self, day: date) -> datetime:
        """When work begins on a day; raises NoWorkingTime on a day off."""
        return self._sessions_of(day)[0][0]

    def closing(self, day: date) -> datetime:
        """When work ends on a day; raises NoWorkingTime on a day off."""
        return self._sessions_of(day)[-1][1]

    def working_day_from(self, day: date) -> date:
        """The day itself or the next working day; raises NoWorkingTime if there is none for over a year."""
        last = day + _HORIZON
        while day <= last:
            if self.hours(day):
                return day
            day += timedelta(days=1)
        raise NoWorkingTime(f"There is no working day in the 400 days before {last:%d/%m/%Y}.")

    def clamp(self, moment: datetime) -> datetime:
        """The first working moment that is not before a moment; closing time itself leads to the next opening."""
        moment = self.local(moment)
        for year in range(moment.year, (moment + _HORIZON).year + 1):
            table = self._year(year)
            number = bisect_right(table.ends, _seconds(moment))
            if number < len(table.ends):
                return max(moment, self._moment(table.begins[number]))
        raise NoWorkingTime(f"There is no working time in the 400 days after {moment:%d/%m/%Y}.")

    def add(self, start: datetime, work: timedelta) -> datetime:
        """The moment at which this much working time has passed since `start`.

        Eight hours from Monday 07:00 end on Monday 17:00, not on Tuesday 07:00. No time at all gives the clamped
        start. Negative time goes back.
        """
        if work < timedelta(0):
            return self.subtract(start, -work)
        if not work:
            return self.clamp(start)
        start = self.local(start)
        # Counted from the beginning of the year.
        wanted = self._worked(start) + work
        for table in map(self._year, range(start.year, start.year + _YEARS)):
            total = timedelta(seconds=table.total)
            if wanted <= total:
                return self._at(table, wanted, bisect_left)
            wanted -= total
        raise NoWorkingTime(f"There is not enough working time after {start:%d/%m/%Y}.")

    def subtract(self, end: datetime, work: timedelta) -> datetime:
        """The latest moment from which this much working time leads up to `end`; for none, `end` itself."""
        if work < timedelta(0):
            return self.add(end, -work)
        if not work:
            return self.local(end)
        end = self.local(end)
        left = self._worked(end) - work
        for year in range(end.year, end.year - _YEARS, -1):
            if left >= timedelta(0):
                return self._at(self._year(year), left, bisect_right)
            left += timedelta(seconds=self._year(year - 1).total)
        raise NoWorkingTime(f"There is not enough working time before {end:%d/%m/%Y}.")

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative if `end` comes first."""
        start, end = self.local(start), self.local(end)
        if end < start:
            return -self.between(end, start)
        whole = sum(self._year(year).total for year in range(start.year, end.year))
        return timedelta(seconds=whole) + self._worked(end) - self._worked(start)

    def add_calendar_days(self, start: datetime, days: int) -> datetime:
        """Closing time of the day that comes `days` later, or of the next working day.

        The first day does not count (Civil Code 2015, Điều 147–148, from memory).
        """
        return self.closing(self.working_day_from(self.local(start).date() + timedelta(days=days)))

    def add_months(self, start: datetime, months: int) -> datetime:
        """Closing time of the same day some months later (or the month's last), or of the next working day."""
        return self.closing(self.working_day_from(months_later(self.local(start).date(), months)))

    def _sessions_of(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        sessions = self.sessions(day)
        if not sessions:
            raise NoWorkingTime(f"{day:%d/%m/%Y} is no working day.")
        return sessions

    def _year(self, year: int) -> _Year:
        table = self._years.get(year)
        if table is None:
            table = self._years[year] = _Year(self, year)
        return table

    def _worked(self, moment: datetime) -> timedelta:
        """The working time from the beginning of its year to a local moment."""
        table, second = self._year(moment.year), _seconds(moment)
        number = bisect_right(table.begins, second) - 1
        if number < 0:
            return timedelta(0)
        begin, end, before = table.begins[number], table.ends[number], table.before[number]
        if second >= end:
            return timedelta(seconds=before + end - begin)
        return timedelta(seconds=before + second - begin, microseconds=moment.microsecond)

    def _at(self, table: _Year, worked: timedelta, find: Callable[[list[int], float], int]) -> datetime:
        """The moment at which a year's work has come to this sum.

        Where a session just ends, `bisect_left` leads to that end and `bisect_right` to the next beginning.
        """
        number = find(table.before, worked.total_seconds()) - 1
        return self._moment(table.begins[number], worked - timedelta(seconds=table.before[number]))

    def _moment(self, seconds: int, more: timedelta = timedelta(0)) -> datetime:
        return (datetime.fromtimestamp(seconds, UTC) + more).astimezone(self.zone)


def months_later(day: date, months: int) -> date:
    """The same day some months later; the last of the month where that is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def checked_sessions(sessions: Sequence[Session]) -> tuple[Session, ...]:
    """A day's sessions in their order; raises BadCalendar if one is reversed or two overlap."""
    ordered = tuple(sorted(sessions))
    for begin, end in ordered:
        if begin >= end:
            raise BadCalendar(f"The hours {begin:%H:%M}-{end:%H:%M} end before they begin.")
    for (_begin, end), (begin, _end) in pairwise(ordered):
        if begin < end:
            raise BadCalendar(f"The hours that end at {end:%H:%M} and those that begin at {begin:%H:%M} overlap.")
    return ordered


def _seconds(moment: datetime) -> int:
    return int(moment.replace(microsecond=0).timestamp())
