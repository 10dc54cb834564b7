"""The work calendar's control panel: a year at a glance, changes shown before they are made."""

from calendar import Calendar
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.dossiers import calendars
from hcc_longan.dossiers import recalendar
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.worktime.calendar import BadCalendar
from hcc_longan.worktime.calendar import NoWorkingTime
from hcc_longan.worktime.exchange import LineFault
from hcc_longan.worktime.exchange import read_days
from hcc_longan.worktime.exchange import write_days
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import DEFAULT_WEEK
from hcc_longan.worktime.spec import format_hours
from hcc_longan.worktime.spec import parse_hours
from hcc_longan.worktime.spec import SpecialDay
from hcc_longan.worktime.vietnam import seeded_days
from itertools import islice
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any

import json


WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
SHORT_WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
KINDS = {DayKind.OFF: _("Day off"), DayKind.WORK: _("Worked day")}
FAULTS = {
    LineFault.COLUMNS: _("The first line has to name the columns date and kind."),
    LineFault.DATE: _("Line ${line}: “${value}” is no date like 2026-02-17 or 17/02/2026."),
    LineFault.KIND: _("Line ${line}: the kind has to be off or work, not “${value}”."),
    LineFault.HOURS: _("Line ${line}: “${value}” are no hours like 07:00-11:30 13:30-17:00."),
    LineFault.TWICE: _("Line ${line}: the day ${value} stands in the file twice."),
}
# So many days before the last known year ends, the page says that the next one is to be entered.
WARNING_DAYS = 92
SHOWN = 50


def calendar_warning(today: date | None = None) -> Any:
    """A message when the last year whose days off are decided is nearly over, else None."""
    today = today or clock.today()
    year = calendars.current().spec().known_until
    if (date(year, 12, 31) - today).days >= WARNING_DAYS:
        return None
    return _(
        "The days off after ${year} are not decided in this calendar. Enter those of the next year, "
        "and set the last known year.",
        mapping={"year": str(year)},
    )


class WorkCalendarView(SettingsPage):
    """Shows a year of a calendar; a change is previewed, and published with a reason."""

    preview_template = ViewPageTemplateFile("templates/calendar_preview.pt")
    draft: CalendarSpec | None = None

    def __call__(self) -> str:
        if "export" in self.request.form:
            return self.export()
        return super().__call__()

    def save(self) -> Any:
        form = self.request.form
        if "apply" in form:
            return self._apply()
        if "publish" in form:
            return self._publish()
        self.draft = self._draft()
        if not self.errors and self.draft == self.own:
            return _("Nothing was changed.")
        return ""

    def index(self) -> str:  # type: ignore[override]
        if self.draft is not None and not self.errors:
            return self.preview_template()
        return self.page_template()

    page_template = ViewPageTemplateFile("templates/calendar.pt")

    # Which calendar and year

    @cached_property
    def code(self) -> str:
        """The department whose calendar is shown, empty for the centre's."""
        asked = self.typed("calendar")
        return asked if asked in all_departments() else calendars.CENTRE

    @cached_property
    def year(self) -> int:
        text = self.typed("year")
        return int(text) if text.isdecimal() and 2000 <= int(text) <= 2100 else clock.today().year

    @property
    def url(self) -> str:
        return f"{self.context.absolute_url()}/@@work-calendar?calendar={self.code}&year={self.year}"

    @cached_property
    def version(self) -> calendars.CalendarVersion:
        return calendars.current()

    @cached_property
    def own(self) -> CalendarSpec:
        """The spec that is edited: the centre's, or a department's differences."""
        kept = self.version.specs.get(self.code)
        return CalendarSpec.from_json(kept) if kept else CalendarSpec((), (), 0)

    @cached_property
    def whole(self) -> CalendarSpec:
        """The spec that holds: with the centre's days laid under a department's."""
        return self.version.spec(self.code)

    def choices(self) -> list[dict[str, Any]]:
        found = [{"code": "", "title": _("The whole centre")}]
        found += [{"code": code, "title": each.title(self.language)} for code, each in all_departments().items()]
        return found

    # The year at a glance

    def months(self) -> list[dict[str, Any]]:
        special = {each.day: each for each in self.whole.days}
        work = self.whole.calendar()
        own = {each.day for each in self.own.days}
        months = []
        for month in range(1, 13):
            weeks = [
                [self._cell(day, special.get(day), work, day in own) if day.month == month else None for day in week]
                for week in Calendar().monthdatescalendar(self.year, month)
            ]
            months.append({"title": f"{month:02d}/{self.year}", "weeks": weeks})
        return months

    def _cell(self, day: date, special: SpecialDay | None, work: Any, is_own: bool) -> dict[str, Any]:
        hours = format_hours(work.hours(day))
        if special is None:
            kind = "ordinary" if hours else "weekend"
            return {"day": day.day, "kind": kind, "title": hours, "mark": ""}
        name = special.name_en if self.language == "en" and special.name_en else special.name_vi
        mark = {DayKind.OFF: "x", DayKind.WORK: "+"}[special.kind] + ("*" if is_own and self.code else "")
        return {"day": day.day, "kind": special.kind.value, "title": f"{name} {hours}".strip(), "mark": mark}

    short_weekdays = SHORT_WEEKDAYS

    def weekdays(self) -> list[dict[str, Any]]:
        week = self.own.week or ((),) * 7
        typed = self.request.form
        return [
            {
                "field": f"hours-{number}",
                "title": title,
                "hours": typed.get(f"hours-{number}", format_hours(week[number])),
            }
            for number, title in enumerate(WEEKDAYS)
        ]

    def days(self) -> list[dict[str, Any]]:
        """The special days of the year that this calendar itself has."""
        return [
            {
                "id": each.day.isoformat(),
                "date": f"{each.day:%d/%m/%Y}",
                "kind": KINDS[each.kind],
                "name_vi": each.name_vi,
                "name_en": each.name_en,
                "hours": "" if each.sessions is None else format_hours(each.sessions),
            }
            for each in self.own.days
            if each.day.year == self.year
        ]

    def kinds(self) -> list[dict[str, Any]]:
        return [{"value": kind.value, "title": title} for kind, title in KINDS.items()]

    def history(self) -> list[dict[str, Any]]:
        """The last versions, newest first."""
        return [
            {
                "number": each.number,
                "at": each.recorded_at.astimezone(clock.ZONE).strftime("%d/%m/%Y %H:%M"),
                "by": each.recorded_by,
                "reason": each.reason,
            }
            for each in reversed(calendars.versions()[-20:])
        ]

    def warning(self) -> Any:
        return calendar_warning()

    @cached_property
    def waiting(self) -> list[recalendar.Change]:
        """Running dossiers still reckoned by an older calendar, with other dates; one more than are shown."""
        return list(islice(recalendar.affected(), SHOWN + 1))

    # Changes

    def _draft(self) -> CalendarSpec:
        form = self.request.form
        days = {each.day: each for each in self.own.days}
        if "seed" in form:
            known = {each.day for each in self.whole.days}
            days |= {day: each for day, each in seeded_days(self.year).items() if day not in known}
            return replace(self.own, days=_ordered(days))
        if "import" in form:
            return self._imported(days)
        removed = form.get("remove", [])
        for name in [removed] if isinstance(removed, str) else removed:
            days = {day: each for day, each in days.items() if day.isoformat() != name}
        if self.typed("new-date") or self.typed("new-name_vi") or self.typed("new-hours"):
            self._read_new(days)
        return CalendarSpec(self._read_week(), _ordered(days), self._read_known_until())

    def _read_new(self, days: dict[date, SpecialDay]) -> None:
        try:
            day = date.fromisoformat(self.typed("new-date"))
        except ValueError:
            self.errors["new-date"] = _("Give a date, for example 2026-01-01.")
            return
        hours = self._read_hours("new-hours")
        kind = DayKind(self.typed("new-kind")) if self.typed("new-kind") in set(DayKind) else DayKind.OFF
        days[day] = SpecialDay(day, kind, self.typed("new-name_vi"), self.typed("new-name_en"), hours or None)

    def _read_week(self):
        week = tuple(self._read_hours(f"hours-{number}") for number in range(7))
        if not any(week) and self.code:
            return ()
        if not any(week):
            self.errors["hours-0"] = _("A calendar needs working time: give at least one weekday hours.")
        return week

    def _read_known_until(self) -> int:
        text = self.typed("known_until")
        if self.code and not text:
            return 0
        if not text.isdecimal() or not 2000 <= int(text) <= 2100:
            self.errors["known_until"] = _("Give a year, for example 2026.")
            return self.own.known_until
        return int(text)

    def _read_hours(self, field: str):
        try:
            hours = parse_hours(self.typed(field))
            CalendarSpec((hours or DEFAULT_WEEK[0],) * 7, (), 0).calendar()
        except (ValueError, BadCalendar):
            self.errors[field] = _("Write hours like 07:00-11:30 13:30-17:00, in their order; nothing for no work.")
            return ()
        return hours

    def _imported(self, days: dict[date, SpecialDay]) -> CalendarSpec:
        upload = self.request.form.get("file")
        data = upload.read() if hasattr(upload, "read") else b""
        try:
            found, problems = read_days(data.decode("utf-8"))
        except UnicodeDecodeError:
            self.errors["file"] = _("The file is no text in UTF-8. Save it as CSV (UTF-8).")
            return self.own
        if problems:
            lines = [
                self.translated(_(FAULTS[each.kind], mapping={"line": str(each.line), "value": each.value}))
                for each in problems[:20]
            ]
            self.errors["file"] = " ".join(lines)
        elif not found:
            self.errors["file"] = _("The file holds no days.")
        return replace(self.own, days=_ordered(days | {each.day: each for each in found}))

    def translated(self, message: Any) -> str:
        from zope.i18n import translate

        return translate(message, target_language=self.language)

    def export(self) -> str:
        """The calendar's special days as CSV."""
        response = self.request.response
        response.setHeader("Content-Type", "text/csv; charset=utf-8")
        response.setHeader("Content-Disposition", f'attachment; filename="calendar-{self.code or "centre"}.csv"')
        return "\ufeff" + write_days(self.own.days)

    # The preview

    def draft_json(self) -> str:
        return json.dumps(self.draft.as_json(), ensure_ascii=False)

    def specs(self) -> dict[str, CalendarSpec]:
        """All calendars as they would be."""
        specs = {name: CalendarSpec.from_json(data) for name, data in self.version.specs.items()}
        if self.code and self.draft == CalendarSpec((), (), 0):
            specs.pop(self.code, None)
        else:
            specs[self.code] = self.draft
        return specs

    def changes(self) -> list[dict[str, Any]]:
        """What the draft changes: special days that come, go or become others, hours, the last known year."""
        old = {each.day: each for each in self.own.days}
        new = {each.day: each for each in self.draft.days}
        changes = [
            {"what": f"{day:%d/%m/%Y}", "old": self._told(old.get(day)), "new": self._told(new.get(day))}
            for day in sorted(old.keys() | new.keys())
            if old.get(day) != new.get(day)
        ]
        for number, title in enumerate(WEEKDAYS):
            before, after = _hours(self.own, number), _hours(self.draft, number)
            if before != after:
                changes.append({"what": title, "old": before or "-", "new": after or "-"})
        if self.own.known_until != self.draft.known_until:
            values = {"old": self.own.known_until, "new": self.draft.known_until}
            changes.append({"what": _("Last known year"), **values})
        return changes

    def _told(self, each: SpecialDay | None) -> str:
        if each is None:
            return "-"
        hours = "" if each.sessions is None else format_hours(each.sessions)
        return " ".join(part for part in (self.translated(KINDS[each.kind]), each.name_vi, hours) if part)

    @cached_property
    def moved(self) -> list[recalendar.Change]:
        """Running dossiers that would get other dates; a few more than are shown."""
        return list(islice(recalendar.affected(self.specs()), SHOWN + 1))

    def shown(self, changes: list[recalendar.Change]) -> list[Mapping[str, str]]:
        return [
            {"number": each.number, "old": f"{each.old:%d/%m/%Y %H:%M}", "new": f"{each.new:%d/%m/%Y %H:%M}"}
            for each in changes[:SHOWN]
        ]

    def counted(self, changes: list[recalendar.Change]) -> str:
        return f"{SHOWN}+" if len(changes) > SHOWN else str(len(changes))

    def _publish(self) -> Any:
        try:
            self.draft = CalendarSpec.from_json(json.loads(self.typed("draft")))
        except (ValueError, KeyError, TypeError):
            self.errors["draft"] = _("The change can't be read. Begin again.")
            return ""
        if self.typed("version") != str(self.version.number):
            self.errors["version"] = _(
                "${by} has published another change meanwhile (${at}). Look at it, then make yours again.",
                mapping={"by": self.version.recorded_by, "at": self.history()[0]["at"]},
            )
            self.draft = None
            return ""
        if not self.typed("reason"):
            self.reason_error = _("Say why, for example with the number of the decision.")
            return ""
        try:
            calendars.publish(self.specs(), self.typed("reason"))
        except (BadCalendar, NoWorkingTime):
            self.errors["hours-0"] = _("A calendar needs working time: give at least one weekday hours.")
            return ""
        return _("The calendar was published. Dossiers that get other dates are listed below.")

    reason_error: Any = None

    def _apply(self) -> Any:
        done = next(recalendar.apply(), 0)
        return _("${number} dossiers have their new dates.", mapping={"number": str(done)})


def _ordered(days: Mapping[date, SpecialDay]) -> tuple[SpecialDay, ...]:
    return tuple(days[day] for day in sorted(days))


def _hours(spec: CalendarSpec, number: int) -> str:
    return format_hours(spec.week[number]) if spec.week else ""
