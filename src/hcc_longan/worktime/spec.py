"""The editable data that a work calendar is made from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from datetime import time
from enum import StrEnum
from functools import lru_cache
from hcc_longan.worktime.calendar import Session
from hcc_longan.worktime.calendar import WorkCalendar
from typing import Any


class DayKind(StrEnum):
    """Why a day is special."""

    OFF = "off"  # no work (nghỉ)
    WORK = "work"  # worked though its weekday isn't (làm bù), or with hours of its own


@dataclass(frozen=True)
class SpecialDay:
    """A day that is not like its weekday; without `sessions` a worked day has the hours of an ordinary day."""

    day: date
    kind: DayKind
    name_vi: str = ""
    name_en: str = ""
    sessions: tuple[Session, ...] | None = None


Week = tuple[tuple[Session, ...], ...]

_ORDINARY = ((time(7), time(11, 30)), (time(13, 30), time(17)))
# The hours of most one-stop centres; those of the Long An centre are not known to us.
DEFAULT_WEEK: Week = (_ORDINARY,) * 5 + ((), ())


@dataclass(frozen=True)
class CalendarSpec:
    """A week of seven days from Monday, special days, and the last year whose days off are decided.

    A department's spec may leave `week` empty: then it has the centre's.
    """

    week: Week
    days: tuple[SpecialDay, ...]
    known_until: int

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
        """The spec that `as_json` gave; raises ValueError or KeyError on anything else."""
        days = tuple(
            SpecialDay(
                day=date.fromisoformat(each["day"]),
                kind=DayKind(each["kind"]),
                name_vi=each.get("name_vi", ""),
                name_en=each.get("name_en", ""),
                sessions=parse_hours(each["hours"]) if "hours" in each else None,
            )
            for each in data["days"]
        )
        return cls(tuple(map(parse_hours, data["week"])), days, int(data["known_until"]))

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
        """What a person should look at: days named twice, days beyond the last known year."""
        seen: set[date] = set()
        found = []
        for each in self.days:
            if each.day in seen:
                found.append(Problem("twice", each.day))
            seen.add(each.day)
            if each.day.year > self.known_until:
                found.append(Problem("beyond_known", each.day))
        return found


@dataclass(frozen=True)
class Problem:
    """Something odd about a day: `twice` or `beyond_known`."""

    kind: str
    day: date


def changed_days(old: CalendarSpec, new: CalendarSpec) -> list[date] | None:
    """The days whose hours differ, or None if the week itself changed (then any day may)."""
    if (old.week or DEFAULT_WEEK) != (new.week or DEFAULT_WEEK):
        return None
    before, after = old.calendar(), new.calendar()
    days = {each.day for each in (*old.days, *new.days)}
    return sorted(day for day in days if before.hours(day) != after.hours(day))


def parse_hours(text: str) -> tuple[Session, ...]:
    """Sessions from `07:00-11:30 13:30-17:00`; raises ValueError on anything else."""
    sessions = []
    for part in text.replace("–", "-").split():
        begin, hyphen, end = part.partition("-")
        if not hyphen:
            raise ValueError(f"{part!r} is not like 07:00-11:30")
        sessions.append((time.fromisoformat(begin.zfill(5)), time.fromisoformat(end.zfill(5))))
    return tuple(sessions)


def format_hours(sessions: tuple[Session, ...]) -> str:
    """Sessions as `parse_hours` reads them."""
    return " ".join(f"{begin:%H:%M}-{end:%H:%M}" for begin, end in sessions)


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
