"""The work calendars of the centre and its departments, as numbered versions that never change.

A dossier's events name the version its deadline was reckoned with. So a change of the calendar moves no deadline by
itself: it is brought to running dossiers by an event in each (`recalendar`), which says so.
"""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from datetime import UTC
from functools import lru_cache
from hcc_longan import clock
from hcc_longan.dossiers.acting import user_id
from hcc_longan.worktime.calendar import WorkCalendar
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.vietnam import seed
from persistent.list import PersistentList
from plone import api
from typing import Any
from zope.annotation.interfaces import IAnnotations

import json


_KEY = "hcc_longan.dossiers.calendars"
CENTRE = ""
# What a department without differences of its own has.
NO_DIFFERENCES = CalendarSpec((), (), 0)


@dataclass(frozen=True)
class CalendarVersion:
    """All calendars as they were from one moment on.

    `specs` are JSON texts by department code, the centre's under the empty one; a department has only its differences.
    """

    number: int
    specs: Mapping[str, str]
    recorded_at: datetime
    recorded_by: str = ""
    reason: str = ""

    def own(self, code: str = CENTRE) -> CalendarSpec:
        """What a calendar itself says: the centre's, or only the differences of a department."""
        return _read(self.specs[code]) if code in self.specs else NO_DIFFERENCES

    def spec(self, department: str = CENTRE) -> CalendarSpec:
        """The days and hours of a department: the centre's, with the department's differences laid over."""
        return _spec(self.specs[CENTRE], self.specs.get(department, ""))

    def calendar(self, department: str = CENTRE) -> WorkCalendar:
        return _calendar(self.specs[CENTRE], self.specs.get(department, ""))


# A version never changes, and every reading of a clock asks for its calendar: they are kept by their texts.
@lru_cache(maxsize=256)
def _read(text: str) -> CalendarSpec:
    return CalendarSpec.from_json(json.loads(text))


@lru_cache(maxsize=256)
def _spec(centre: str, own: str) -> CalendarSpec:
    return _read(own).over(_read(centre)) if own and own != centre else _read(centre)


@lru_cache(maxsize=256)
def _calendar(centre: str, own: str) -> WorkCalendar:
    return _spec(centre, own).calendar()


def versions() -> PersistentList:
    """All versions, oldest first."""
    return IAnnotations(api.portal.get())[_KEY]


def current() -> CalendarVersion:
    """The newest version."""
    return versions()[-1]


def version(number: int) -> CalendarVersion:
    """The version with a number; raises KeyError if there is none."""
    kept = versions()
    if not 1 <= number <= len(kept):
        raise KeyError(number)
    return kept[number - 1]


def calendar_of(dossier: Any) -> Callable[[int], WorkCalendar]:
    """The calendars, by version, that a dossier's deadline is reckoned with: those of the department it was filed for.

    A transfer changes neither the promise nor the calendar it was made by.
    """
    records = dossier.event_records
    department = records[0].get("data", {}).get("department", dossier.department) if records else dossier.department
    return lambda number: version(number).calendar(department)


def draft(specs: Mapping[str, CalendarSpec], reason: str = "") -> CalendarVersion:
    """Specs as the version that they would become."""
    return CalendarVersion(
        number=len(versions()) + 1,
        specs={name: json.dumps(spec.as_json(), ensure_ascii=False) for name, spec in specs.items()},
        # UTC: the database can't keep zones of zoneinfo.
        recorded_at=clock.now().astimezone(UTC),
        recorded_by=user_id(),
        reason=reason,
    )


def publish(specs: Mapping[str, CalendarSpec], reason: str) -> CalendarVersion:
    """Keep new calendars as the next version; raises NoWorkingTime if one has no working time."""
    new = draft(specs, reason)
    for name in specs:
        new.calendar(name).clamp(clock.now())
    versions().append(new)
    return new


def make_first() -> None:
    """Give a site its first calendar: Vietnam's public holidays from the centre's opening on."""
    annotations = IAnnotations(api.portal.get())
    if _KEY in annotations:
        return
    year = clock.today().year
    annotations[_KEY] = PersistentList()
    publish({CENTRE: seed(range(2016, year + 2))}, "Lịch ban đầu: ngày nghỉ lễ, tết và ngày làm bù đã biết")
