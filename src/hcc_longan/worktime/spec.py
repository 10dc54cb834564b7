"""The editable data that a work calendar is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import time
from enum import StrEnum
from functools import lru_cache
from hcc_longan.worktime.calendar import BadCalendar
from hcc_longan.worktime.calendar import checked_sessions
from hcc_longan.worktime.calendar import Session
from hcc_longan.worktime.calendar import WorkCalendar
from typing import Any

import re


class DayKind(StrEnum):
    """Why a day is special."""

    OFF = "off"  # no work (nghỉ)
    WORK = "work"  # worked though its weekday isn't (làm bù), or with hours of its own


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not like its weekday.

    Without `sessions` a worked day has the hours of its weekday, or of the first worked one of the week.
    """

    day: date
    kind: DayKind
    name_vi: str = ""
    name_en: str = ""
    sessions: tuple[Session, ...] | None = None


Week = tuple[tuple[Session, ...], ...]

_ORDINARY = ((time(7), time(11, 30)), (time(13, 30), time(17)))
# The hours of most one-stop centres; those of the Long An centre are not known to us.
DEFAULT_WEEK: Week = (_ORDINARY,) * 5 + ((), ())
_SESSION = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)-([01]?\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True)
class CalendarSpec:
    """A week of seven days from Monday, special days, and the last year whose days off are decided.

    A department's spec may leave `week` empty: then it has the centre's. Raises BadCalendar if the week is neither
    whole nor empty.
    """

    week: Week
    days: tuple[SpecialDay, ...]
    known_until: int

    def __post_init__(self):
        if len(self.week) not in (0, 7):
            raise BadCalendar(f"A week has the hours of seven days from Monday on, not of {len(self.week)}.")

    def as_json(self) -> dict[str, Any]:
        """JSON-like values, which `from_json` reads."""
        return {
            "week": [format_hours(sessions) for sessions in self.week],
            "days": [
                {
                    "day": each.day.isoformat(),
                    "kind": each.kind.value,
                    "name_vi": each.name_vi,
                    "name_en": each.name_en,
                    **({} if each.sessions is None else {"hours": format_hours(each.sessions)}),
                }
                for each in self.days
            ],
            "known_until": self.known_until,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "CalendarSpec":
        """The spec that `as_json` gave; raises BadCalendar, naming the part at fault, on anything else."""
        try:
            week, days, known_until = data["week"], data["days"], int(data["known_until"])
            return cls(tuple(map(parse_hours, week)), tuple(map(_day_from_json, days)), known_until)
        except KeyError as error:
            raise BadCalendar(f"The calendar has no {error}.") from error
        except (TypeError, ValueError) as error:
            raise BadCalendar(f"The calendar can't be read: {error}") from error

    def over(self, base: "CalendarSpec") -> "CalendarSpec":
        """These differences laid over another spec."""
        days = {each.day: each for each in (*base.days, *self.days)}
        return CalendarSpec(
            self.week or base.week,
            tuple(days[day] for day in sorted(days)),
            min(self.known_until, base.known_until) if self.known_until else base.known_until,
        )

    def calendar(self) -> WorkCalendar:
        """The calendar; equal specs share one. Raises BadCalendar or NoWorkingTime."""
        return _calendar(self)

    def problems(self) -> list["Problem"]:
        """What a person should look at, day by day."""
        kinds: dict[date, list[DayKind]] = {}
        found = []
        for each in self.days:
            kinds.setdefault(each.day, []).append(each.kind)
            if each.kind is DayKind.OFF and each.sessions:
                found.append(Problem(ProblemKind.UNUSED_HOURS, each.day))
        for day, named in kinds.items():
            if len(named) > 1:
                found.append(Problem(ProblemKind.CONFLICT if len(set(named)) > 1 else ProblemKind.TWICE, day))
            if day.year > self.known_until:
                found.append(Problem(ProblemKind.BEYOND_KNOWN, day))
        return sorted(found, key=lambda problem: problem.day)


class ProblemKind(StrEnum):
    """What is odd about a day."""

    TWICE = "twice"
    CONFLICT = "conflict"  # off and worked at once; it is worked then
    BEYOND_KNOWN = "beyond_known"
    UNUSED_HOURS = "unused_hours"  # hours of a day off


@dataclass(frozen=True)
class Problem:
    """Something odd about a day."""

    kind: ProblemKind
    day: date


def changed_days(old: CalendarSpec, new: CalendarSpec) -> list[date] | None:
    """The days whose hours differ, or None if the week itself changed (then any day may).

    A spec without a week has the ordinary one here: lay a department's over the centre's first.
    """
    if (old.week or DEFAULT_WEEK) != (new.week or DEFAULT_WEEK):
        return None
    before, after = old.calendar(), new.calendar()
    days = {each.day for each in (*old.days, *new.days)}
    return sorted(day for day in days if before.hours(day) != after.hours(day))


def parse_hours(text: str) -> tuple[Session, ...]:
    """Sessions from `07:00-11:30 13:30-17:00`; raises BadCalendar on anything else, or if they overlap."""
    return checked_sessions([_session(part) for part in re.sub(r"\s*[-–]\s*", "-", text).split()])


def format_hours(sessions: tuple[Session, ...]) -> str:
    """Sessions as `parse_hours` reads them."""
    return " ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in sessions)


def _session(text: str) -> Session:
    found = _SESSION.fullmatch(text)
    if not found:
        raise BadCalendar(f"“{text}” is not like 07:00-11:30.")
    hour, minute, last_hour, last_minute = map(int, found.groups())
    return time(hour, minute), time(last_hour, last_minute)


def _day_from_json(record: Mapping[str, Any]) -> SpecialDay:
    try:
        return SpecialDay(
            day=date.fromisoformat(record["day"]),
            kind=DayKind(record["kind"]),
            name_vi=record.get("name_vi", ""),
            name_en=record.get("name_en", ""),
            sessions=parse_hours(record["hours"]) if "hours" in record else None,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadCalendar(f"the special day {record!r} is at fault ({error}).") from error


@lru_cache(maxsize=64)
def _calendar(spec: CalendarSpec) -> WorkCalendar:
    week = spec.week or DEFAULT_WEEK
    ordinary = next((sessions for sessions in week if sessions), ())
    off = {each.day for each in spec.days if each.kind is DayKind.OFF}
    extra = {
        each.day: each.sessions if each.sessions is not None else week[each.day.weekday()] or ordinary
        for each in spec.days
        if each.kind is DayKind.WORK
    }
    return WorkCalendar(dict(enumerate(week)), off, extra)
