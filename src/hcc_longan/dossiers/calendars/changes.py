"""Changes of the work calendar: read, checked and told in words, for the control panel and `bin/hcc`."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.calendars.versions import CalendarVersion
from hcc_longan.worktime.calendar import NoWorkingTime
from hcc_longan.worktime.exchange import LineFault
from hcc_longan.worktime.exchange import read_days
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import format_hours
from hcc_longan.worktime.spec import SpecialDay
from zope.i18n import translate
from zope.i18nmessageid import Message

import csv


WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
KINDS = {DayKind.OFF: _("Day off"), DayKind.WORK: _("Worked day")}
_FAULTS = {
    LineFault.COLUMNS: _("The first line has to name the columns date and kind."),
    LineFault.DATE: _("Line ${line}: “${value}” is no date like 2026-02-17 or 17/02/2026."),
    LineFault.KIND: _("Line ${line}: the kind has to be off or work, not “${value}”."),
    LineFault.HOURS: _("Line ${line}: “${value}” are no hours like 07:00-11:30 13:30-17:00."),
    LineFault.TWICE: _("Line ${line}: the day ${value} stands in the file twice."),
}
WRONG_DATE = _("Give a date, for example 2026-01-01.")
OFF_WITH_HOURS = _("A day off has no hours. Half a day is a worked day with hours of its own.")
NO_WORKING_TIME = _("A calendar needs working time: give at least one weekday hours.")
# A year that a person may mean.
YEARS = range(2000, 2101)
_WARNING_DAYS = 92


@dataclass(frozen=True)
class Difference:
    """Something that is not the same in two calendars, in words: a day, a weekday or the last known year."""

    what: str
    old: str
    new: str


def calendar_warning(today: date | None = None) -> Message | None:
    """A message from 1 October of the last year whose days off are decided, else None."""
    year = calendars.current().spec().known_until
    if (date(year, 12, 31) - (today or clock.today())).days >= _WARNING_DAYS:
        return None
    return _(
        "The days off after ${year} are not decided in this calendar. Enter those of the next year, "
        "and set the last known year.",
        mapping={"year": str(year)},
    )


def with_spec(version: CalendarVersion, code: str, spec: CalendarSpec) -> dict[str, CalendarSpec]:
    """All calendars of a version, one of them replaced; a department without differences has none."""
    specs = {name: version.own(name) for name in version.specs} | {code: spec}
    return {name: each for name, each in specs.items() if name == calendars.CENTRE or each != calendars.NO_DIFFERENCES}


def with_days(spec: CalendarSpec, days: Iterable[SpecialDay]) -> CalendarSpec:
    """A spec with more special days; those of a date that it has replace the old ones."""
    merged = {each.day: each for each in (*spec.days, *days)}
    return replace(spec, days=tuple(merged[day] for day in sorted(merged)))


def day_problem(each: SpecialDay) -> Message | None:
    """What is wrong with a special day, else None."""
    if each.day.year not in YEARS:
        return WRONG_DATE
    return OFF_WITH_HOURS if each.kind is DayKind.OFF and each.sessions else None


def read_file(data: bytes, language: str) -> tuple[list[SpecialDay], list[str]]:
    """The special days of a CSV file, and what is wrong with it in words."""
    try:
        days, problems = read_days(data.decode("utf-8"))
    except UnicodeDecodeError:
        return [], [translate(_("The file is no text in UTF-8. Save it as CSV (UTF-8)."), target_language=language)]
    except csv.Error:
        return [], [translate(_FAULTS[LineFault.COLUMNS], target_language=language)]
    messages = [Message(_FAULTS[each.kind], mapping={"line": str(each.line), "value": each.value}) for each in problems]
    found = [translate(message, target_language=language) for message in messages]
    for each in days:
        if wrong := day_problem(each):
            found.append(f"{each.day:%d/%m/%Y}: {translate(wrong, target_language=language)}")
    if not days and not found:
        found.append(translate(_("The file holds no days."), target_language=language))
    return days, found


def has_working_time(specs: Mapping[str, CalendarSpec]) -> bool:
    """Whether each of these calendars has working time from now on."""
    now = clock.now()
    version = calendars.draft(specs)
    try:
        for name in specs:
            version.calendar(name).clamp(now)
    except NoWorkingTime:
        return False
    return True


def differences(old: CalendarSpec, new: CalendarSpec, language: str) -> list[Difference]:
    """What two specs don't have in common: special days in their order, hours of weekdays, the last known year."""
    before, after = ({each.day: each for each in spec.days} for spec in (old, new))
    found = [
        Difference(f"{day:%d/%m/%Y}", told(before.get(day), language), told(after.get(day), language))
        for day in sorted(before.keys() | after.keys())
        if before.get(day) != after.get(day)
    ]
    for title, was, becomes in zip(WEEKDAYS, _week(old), _week(new), strict=True):
        if was != becomes:
            found.append(Difference(translate(title, target_language=language), was or "-", becomes or "-"))
    if old.known_until != new.known_until:
        years = (str(spec.known_until or "-") for spec in (old, new))
        found.append(Difference(translate(_("Last known year"), target_language=language), *years))
    return found


def told(each: SpecialDay | None, language: str) -> str:
    """A special day in words."""
    if each is None:
        return "-"
    kind = translate(KINDS[each.kind], target_language=language)
    hours = "" if each.sessions is None else format_hours(each.sessions)
    return " ".join(filter(None, (kind, name(each, language), hours)))


def name(each: SpecialDay, language: str) -> str:
    """The name of a special day; the other language's where it has none."""
    names = (each.name_en, each.name_vi) if language == "en" else (each.name_vi, each.name_en)
    return names[0] or names[1]


def _week(spec: CalendarSpec) -> Sequence[str]:
    return tuple(map(format_hours, spec.week)) if spec.week else ("",) * 7
