"""The work calendar's control panel: a year at a glance, changes shown before they are made."""

from calendar import Calendar
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue.departments import all_departments
from hcc_longan.dossiers.browser.settings import SettingsPage
from hcc_longan.dossiers.calendars import changes
from hcc_longan.dossiers.calendars import recalendar
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.calendars.changes import calendar_warning
from hcc_longan.worktime.calendar import BadCalendar
from hcc_longan.worktime.calendar import Session
from hcc_longan.worktime.exchange import write_days
from hcc_longan.worktime.spec import CalendarSpec
from hcc_longan.worktime.spec import DayKind
from hcc_longan.worktime.spec import format_hours
from hcc_longan.worktime.spec import parse_hours
from hcc_longan.worktime.spec import SpecialDay
from hcc_longan.worktime.vietnam import seeded_days
from itertools import islice
from itertools import pairwise
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any

import json


SHORT_WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
_MARKS = {DayKind.OFF: "x", DayKind.WORK: "+"}
SHOWN = 50
# A preview tells the number of dossiers up to this many, the page on which they wait up to SHOWN; beyond, "more than".
COUNTED = 1000


class WorkCalendarView(SettingsPage):
    """Shows a year of a calendar; a change is previewed, and published with a reason."""

    page_template = ViewPageTemplateFile("templates/calendar.pt")
    preview_template = ViewPageTemplateFile("templates/calendar_preview.pt")
    short_weekdays = SHORT_WEEKDAYS
    shown_most = SHOWN
    counted_most = COUNTED
    draft: CalendarSpec | None = None
    reason_error: Any = None
    # How many dossiers were given their new dates so far, batch by batch.
    applied = 0

    def __call__(self) -> str:
        if "export" in self.request.form:
            return self.export()
        return super().__call__()

    def save(self) -> Any:
        form = self.request.form
        if "apply" in form:
            self._apply()
            return ""
        if "publish" in form:
            return self._publish()
        self.draft = self._draft()
        if self.errors:
            return ""
        if self.draft == self.own:
            return _("Nothing was changed.")
        self._refuse_idleness()
        return ""

    def index(self) -> str:  # type: ignore[override]
        if self.draft is not None and not self.errors:
            return self.preview_template()
        return self.page_template()

    # Which calendar and year

    @cached_property
    def code(self) -> str:
        """The department whose calendar is shown, empty for the centre's."""
        asked = self.typed("calendar")
        return asked if asked in all_departments() else calendars.CENTRE

    @cached_property
    def year(self) -> int:
        text = self.typed("year")
        return int(text) if text.isdecimal() and int(text) in changes.YEARS else clock.today().year

    @property
    def url(self) -> str:
        return self.url_of_year(self.year)

    def url_of_year(self, year: int) -> str:
        return f"{self.context.absolute_url()}/@@work-calendar?calendar={self.code}&year={year}"

    @cached_property
    def version(self) -> calendars.CalendarVersion:
        return calendars.current()

    @cached_property
    def own(self) -> CalendarSpec:
        """The spec that is edited: the centre's, or a department's differences."""
        return self.version.own(self.code)

    @cached_property
    def whole(self) -> CalendarSpec:
        """The spec that holds: with the centre's days laid under a department's."""
        return self.version.spec(self.code)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The names of all calendars."""
        departments = {code: each.title(self.language) for code, each in all_departments().items()}
        return {calendars.CENTRE: self.translate(_("The whole centre")), **departments}

    def choices(self) -> list[dict[str, str]]:
        return [{"code": code, "title": title} for code, title in self.titles.items()]

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
            return {"day": day.day, "kind": kind, "title": hours, "mark": "", "told": ""}
        return {
            "day": day.day,
            "kind": special.kind.value,
            "title": f"{changes.name(special, self.language)} {hours}".strip(),
            "mark": _MARKS[special.kind] + ("*" if is_own and self.code else ""),
            "told": changes.told(special, self.language),
        }

    # The form

    def weekdays(self) -> list[dict[str, Any]]:
        week = self.own.week or ((),) * 7
        return [
            self._field(f"hours-{number}", title, format_hours(week[number]))
            for number, title in enumerate(changes.WEEKDAYS)
        ]

    def new_day(self) -> list[dict[str, Any]]:
        return [
            self._field("new-date", _("Day"), type="date"),
            self._field("new-hours", _("Hours, if not the usual ones"), placeholder="07:00-11:30"),
            self._field("new-name_vi", _("Name in Vietnamese")),
            self._field("new-name_en", _("Name in English")),
        ]

    def known_until(self) -> list[dict[str, Any]]:
        kept = str(self.own.known_until or "")
        return [self._field("known_until", _("Last year whose days off are decided"), kept, inputmode="numeric")]

    def _field(self, name: str, title: str, kept: str = "", **attributes: str) -> dict[str, Any]:
        attributes = {"type": "text", "placeholder": None, "inputmode": None, **attributes}
        value = self.request.form.get(name, kept)
        return {"name": name, "title": title, "value": value, "error": self.errors.get(name), **attributes}

    def days(self) -> list[dict[str, Any]]:
        """The special days of the year that this calendar itself has."""
        return [
            {
                "id": each.day.isoformat(),
                "date": f"{each.day:%d/%m/%Y}",
                "kind": changes.KINDS[each.kind],
                "name_vi": each.name_vi,
                "name_en": each.name_en,
                "hours": "" if each.sessions is None else format_hours(each.sessions),
                "removed": each.day.isoformat() in self.removed,
            }
            for each in self.own.days
            if each.day.year == self.year
        ]

    def kinds(self) -> list[dict[str, Any]]:
        return [{"value": kind.value, "title": title} for kind, title in changes.KINDS.items()]

    def history(self) -> list[dict[str, Any]]:
        """The last versions, newest first, with what each changed; the very first has nothing before it."""
        kept = [None, *calendars.versions()][-21:]
        return [
            {
                "number": new.number,
                "at": _at(new),
                "by": new.recorded_by,
                "reason": new.reason,
                "changes": [] if old is None else self._changes_between(old, new),
            }
            for old, new in reversed(list(pairwise(kept)))
        ]

    def _changes_between(self, old: calendars.CalendarVersion, new: calendars.CalendarVersion) -> list[dict[str, Any]]:
        found = []
        for code in sorted(old.specs.keys() | new.specs.keys()):
            before, after = old.own(code), new.own(code)
            title = self.titles.get(code, code)
            lines = changes.differences(before, after, self.language)
            found += [{"calendar": title, "what": each.what, "old": each.old, "new": each.new} for each in lines]
        return found

    def warning(self) -> Any:
        return calendar_warning()

    @cached_property
    def waiting(self) -> Sequence[recalendar.Change]:
        """Running dossiers still reckoned by an older calendar, with other dates; one more than are shown."""
        return list(islice(recalendar.affected(), SHOWN + 1))

    # Changes

    @cached_property
    def removed(self) -> Sequence[str]:
        removed = self.request.form.get("remove", [])
        return [removed] if isinstance(removed, str) else removed

    def _draft(self) -> CalendarSpec:
        if "import" in self.request.form:
            return changes.with_days(self.own, self._uploaded())
        kept = [each for each in self.own.days if each.day.isoformat() not in self.removed]
        spec = CalendarSpec(self._read_week(), tuple(kept), self._read_known_until())
        if any(self.typed(name) for name in ("new-date", "new-name_vi", "new-name_en", "new-hours")):
            spec = changes.with_days(spec, self._read_new())
        if "seed" in self.request.form:
            known = {each.day for each in (*self.whole.days, *spec.days)}
            spec = changes.with_days(spec, (each for each in seeded_days(self.year).values() if each.day not in known))
        return spec

    def _read_new(self) -> Iterable[SpecialDay]:
        hours = self._read_hours("new-hours")
        kind = DayKind(self.typed("new-kind")) if self.typed("new-kind") in set(DayKind) else DayKind.OFF
        names = self.typed("new-name_vi"), self.typed("new-name_en")
        try:
            day = SpecialDay(date.fromisoformat(self.typed("new-date")), kind, *names, hours or None)
        except ValueError:
            self.errors["new-date"] = changes.WRONG_DATE
            return ()
        wrong = changes.day_problem(day)
        if wrong:
            self.errors["new-date" if wrong == changes.WRONG_DATE else "new-hours"] = wrong
        return (day,)

    def _read_week(self) -> tuple[tuple[Session, ...], ...]:
        week = tuple(self._read_hours(f"hours-{number}") for number in range(7))
        if any(week):
            return week
        if not self.code:
            self.errors.setdefault("hours-0", changes.NO_WORKING_TIME)
        return ()

    def _read_known_until(self) -> int:
        text = self.typed("known_until")
        if self.code and not text:
            return 0
        if not text.isdecimal() or int(text) not in changes.YEARS:
            self.errors["known_until"] = _("Give a year, for example 2026.")
            return self.own.known_until
        return int(text)

    def _read_hours(self, field: str) -> tuple[Session, ...]:
        try:
            return parse_hours(self.typed(field))
        except BadCalendar:
            self.errors[field] = _("Write hours like 07:00-11:30 13:30-17:00, in their order; nothing for no work.")
            return ()

    def _uploaded(self) -> Iterable[SpecialDay]:
        upload = self.request.form.get("file")
        days, problems = changes.read_file(upload.read() if hasattr(upload, "read") else b"", self.language)
        if problems:
            more = f" (+{len(problems) - SHOWN})" if len(problems) > SHOWN else ""
            self.errors["file"] = " ".join(problems[:SHOWN]) + more
        return days

    def _refuse_idleness(self) -> None:
        if not changes.has_working_time(self.specs()):
            self.errors["hours-0"] = changes.NO_WORKING_TIME

    def export(self) -> str:
        """The calendar's special days as CSV; with a mark of UTF-8, for spreadsheets."""
        response = self.request.response
        response.setHeader("Content-Type", "text/csv; charset=utf-8")
        response.setHeader("Content-Disposition", f'attachment; filename="calendar-{self.code or "centre"}.csv"')
        return "\ufeff" + write_days(self.own.days)

    # The preview

    def draft_json(self) -> str:
        return json.dumps(self.draft.as_json(), ensure_ascii=False)

    def specs(self) -> dict[str, CalendarSpec]:
        """All calendars as they would be."""
        return changes.with_spec(self.version, self.code, self.draft)

    def differences(self) -> Sequence[changes.Difference]:
        """What the draft changes."""
        return changes.differences(self.own, self.draft, self.language)

    @cached_property
    def moved(self) -> Sequence[recalendar.Change]:
        """Running dossiers that would get other dates; one more than are counted."""
        return list(islice(recalendar.affected(self.specs()), COUNTED + 1))

    def shown(self, found: Sequence[recalendar.Change]) -> list[dict[str, Any]]:
        return [
            {
                "number": each.number,
                "old": f"{each.old:%d/%m/%Y %H:%M}",
                "new": f"{each.new:%d/%m/%Y %H:%M}",
                "is_original": each.is_original,
            }
            for each in found[:SHOWN]
        ]

    def counted(self, found: Sequence[recalendar.Change], most: int) -> str:
        return f"{most}+" if len(found) > most else str(len(found))

    def _publish(self) -> Any:
        if self.typed("version") != str(self.version.number):
            self.errors["version"] = _(
                "${by} has published another change meanwhile (${at}). Look at it, then make yours again.",
                mapping={"by": self.version.recorded_by, "at": _at(self.version)},
            )
            return ""
        try:
            self.draft = CalendarSpec.from_json(json.loads(self.typed("draft")))
            self._refuse_idleness()
        except (json.JSONDecodeError, BadCalendar):
            self.errors["draft"] = _("The change can't be read. Begin again.")
            return ""
        if not self.typed("reason"):
            self.reason_error = _("Say why, for example with the number of the decision.")
        if self.errors or self.reason_error:
            return ""
        calendars.publish(self.specs(), self.typed("reason"))
        return _("The calendar was published. Dossiers that get other dates are listed below.")

    def _apply(self) -> None:
        """Do a batch; the page that comes back goes on by itself, or by its button."""
        before = self.typed("apply")
        self.applied = (int(before) if before.isdecimal() else 0) + next(recalendar.apply(), 0)

    def applied_message(self) -> Any:
        return _("${number} dossiers have their new dates.", mapping={"number": str(self.applied)})


def _at(version: calendars.CalendarVersion) -> str:
    return version.recorded_at.astimezone(clock.ZONE).strftime("%d/%m/%Y %H:%M")
