"""The screen of duties: what I have, when I am away and who stands in, my people, the shifts at the counters."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.accounts.browser.base import FORM
from hcc_longan.accounts.browser.base import FormPage
from hcc_longan.accounts.browser.base import REQUIRED
from hcc_longan.desk.duties import words
from hcc_longan.desk.screens import Screen
from hcc_longan.dossiers.settings import counters
from hcc_longan.staff import absences
from hcc_longan.staff import duties
from hcc_longan.staff import holding
from hcc_longan.staff import people
from hcc_longan.staff.duties import Kind
from hcc_longan.staff.duties import Part
from hcc_longan.staff.duties import Plan
from hcc_longan.staff.errors import NotPossible
from hcc_longan.staff.names import is_duty
from hcc_longan.staff.names import unit_of
from hcc_longan.staff.tables import AbsenceRow
from hcc_longan.staff.tables import DutyRow
from hcc_longan.validators import check
from hcc_longan.validators import Kind as Answer
from hcc_longan.validators import Wrong
from typing import Any


_FORMS = ("absence", "end-absence", "confirm", "shift", "end-duty", "copy")
_WEEK = timedelta(days=7)
_WEEKDAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class Duties(Screen, FormPage):
    """Duties and absences. Forms: `absence`, `shift`; buttons: `end-absence`, `confirm`, `end-duty`, `copy`."""

    screen = "duties"
    title = _("Duties and absences")

    def view_url(self, **query: Any) -> str:
        return self.at("duties", **query)

    def act(self) -> None:
        acts = dict(
            zip(
                _FORMS,
                (self._enter, self._end_absence, self._confirm, self._plan, self._end_duty, self._copy),
                strict=True,
            )
        )
        if not self.sent:
            return
        try:
            acts[self.sent]()
        except NotPossible as error:
            self.wrong(f"{self.sent}-{error.field}" if self.sent in ("absence", "shift") else FORM, error.message)

    @cached_property
    def sent(self) -> str:
        """The form or button that was sent."""
        return next((name for name in _FORMS if self.chosen(name)), "") if self.request.method == "POST" else ""

    # What may be seen and done

    @cached_property
    def leads(self) -> bool:
        """Whether they decide for the whole centre."""
        return "supervisor" in self.officer.groups or self.officer.is_manager

    @cached_property
    def headed(self) -> frozenset[str]:
        """The codes of the departments that they are a head of."""
        return frozenset(unit_of(group) for group in self.officer.groups if group.startswith("approver:"))

    @property
    def is_head(self) -> bool:
        return self.leads or bool(self.headed)

    def decides_about(self, user_id: str) -> bool:
        """Whether they may enter, confirm and end somebody else's absence."""
        if user_id == self.officer.id or not self.is_head or people.person(user_id) is None:
            return False
        return self.leads or any(unit_of(duty) in self.headed for duty in holding.own(user_id))

    # Mine

    @property
    def my_duties(self) -> Sequence[Mapping[str, Any]]:
        """Lasting duties, dated ones, and those of people I stand in for, with the days they hold."""
        lasting = words.sorted_duties(holding.lasting(self.officer.id))
        always = self.say(_("always"))
        return [
            *({"title": self.duty_title(duty), "days": always, "note": ""} for duty in lasting),
            *(self._dated(row) for row in duties.of(self.officer.id)),
            *(
                {
                    "title": self.duty_title(duty),
                    "days": self.say(_("today")),
                    "note": self.say(_("in the stead of ${name}", mapping={"name": people.name_of(each.user_id)})),
                }
                for each in holding.stand_ins(self.officer.id)
                for duty in words.sorted_duties(each.duties)
            ),
        ]

    @property
    def my_absences(self) -> Sequence[Mapping[str, Any]]:
        """My absences, and those in which I stand in."""
        return [self._absence(row) for row in absences.of(self.officer.id)]

    @cached_property
    def absent_one(self) -> str:
        """Whose absence the form is about."""
        chosen = self.typed("person") if self.sent in ("absence", "") else ""
        return chosen if self.decides_about(chosen) else self.officer.id

    @property
    def absent_name(self) -> str:
        return people.name_of(self.absent_one)

    @property
    def is_mine(self) -> bool:
        return self.absent_one == self.officer.id

    @property
    def substitutes(self) -> Sequence[Mapping[str, str]]:
        """Who can stand in."""
        found = (people.person(each) for each in absences.substitutes_for(self.absent_one))
        return [{"id": each.id, "name": self.label(each)} for each in sorted(filter(None, found), key=_by_name)]

    # My people

    @property
    def staff_lines(self) -> Sequence[Mapping[str, Any]]:
        """The people of my departments, or all, with duties and absences."""
        running: dict[str, list[AbsenceRow]] = {}
        for row in absences.running():
            running.setdefault(row.user_id, []).append(row)
        dated: dict[str, list[DutyRow]] = {}
        for row in duties.running():
            dated.setdefault(row.user_id, []).append(row)
        return [
            {
                "person": each,
                "is_absent": absences.is_absent(each.id),
                "duties": [self.duty_title(duty) for duty in words.sorted_duties(holding.lasting(each.id))],
                "dated": [self._dated(row) for row in dated.get(each.id, ())],
                "absences": [self._absence(row) for row in running.get(each.id, ())],
                "url": self.view_url(person=each.id) + "#absence",
            }
            for each in self._people
            if self.decides_about(each.id)
        ]

    # The counters' week

    @cached_property
    def monday(self) -> date:
        """The first day of the week that is shown."""
        today = clock.today()
        try:
            day = date.fromisoformat(self.typed("week"))
        except ValueError:
            day = today
        if abs(day - today) > timedelta(days=5 * 366):
            day = today
        return day - timedelta(days=day.weekday())

    @property
    def week(self) -> Sequence[Mapping[str, Any]]:
        """The days of the week."""
        found = (self.monday + timedelta(days=number) for number in range(7))
        return [
            {
                "day": day,
                "title": self.say(_WEEKDAYS[day.weekday()]),
                "date": f"{day:%d/%m}",
                "today": day == clock.today(),
            }
            for day in found
        ]

    @property
    def week_title(self) -> str:
        return words.days(self.monday, self.monday + timedelta(days=6), self.language)

    def week_url(self, weeks: int) -> str:
        """The address of a week before or after this one."""
        return self.view_url(week=(self.monday + weeks * _WEEK).isoformat()) + "#shifts"

    @property
    def places(self) -> Sequence[Mapping[str, str]]:
        """The counters; and all of them together, whose people serve anywhere."""
        return [
            *({"id": code, "title": each.title(self.language)} for code, each in counters().items()),
            {"id": "", "title": self.say(_("All counters"))},
        ]

    @cached_property
    def _shifts(self) -> Sequence[DutyRow]:
        return [
            row
            for row in duties.between(self.monday, self.monday + timedelta(days=6))
            if row.duty.partition(":")[0] in words.AT_COUNTERS
        ]

    def cell(self, place: str, day: date) -> Sequence[Mapping[str, Any]]:
        """Who is at a counter on a day."""
        return [
            {
                **self._dated(row),
                "duty": self.say(words.AT_COUNTERS[row.duty.partition(":")[0]]),
                "is_absent": absences.is_absent(row.user_id, day),
            }
            for row in self._shifts
            if row.duty.partition(":")[2] == place and row.first_day <= day <= (row.last_day or day)
        ]

    @property
    def parts(self) -> Mapping[str, str]:
        return {part.value: self.say(title) for part, title in words.PARTS.items()}

    @property
    def kinds(self) -> Mapping[str, str]:
        return {kind.value: self.say(title) for kind, title in words.KINDS.items()}

    @property
    def planned_people(self) -> Sequence[people.Person]:
        """Who can be planned."""
        return self._people

    # For the template

    def label(self, person: people.Person) -> str:
        """A name that tells namesakes apart."""
        return f"{person.name} ({person.id})"

    def duty_title(self, duty: str) -> str:
        return words.duty_title(duty, self.language)

    def value(self, form: str, field: str, default: str = "") -> str:
        """What a field of a form shows: what was typed into it, else the default."""
        return self.typed(field) if self.sent == form else default

    def ticked(self, form: str, field: str, value: str) -> str | None:
        """Whether a box was ticked."""
        return "checked" if self.sent == form and value in self._several(field) else None

    @property
    def earliest(self) -> str:
        return clock.today().isoformat()

    # The forms

    def _enter(self) -> None:
        user_id = self.typed("person") or self.officer.id
        if user_id != self.officer.id and not self.decides_about(user_id):
            raise NotPossible("person", _("Only a head of the department or an administrator can enter this absence."))
        first, last = self._days("absence")
        absences.enter(
            user_id,
            first,
            last or first,
            self.officer.id,
            reason=self.typed("reason"),
            substitute=self.typed("substitute"),
            superior=user_id != self.officer.id,
        )
        self.go(self.view_url(), _("The absence has been entered."))
        left = duties.stands_in_for(user_id)
        if left:
            names = {"name": people.name_of(user_id), "others": ", ".join(map(people.name_of, left))}
            self.go(self.view_url(), _("${name} stands in for ${others}, who need another substitute.", mapping=names))

    def _end_absence(self) -> None:
        row = absences.find(self._number("end-absence"))
        if row is None or not (row.user_id == self.officer.id or self.decides_about(row.user_id)):
            raise NotPossible("absence", _("This absence was ended already."))
        absences.end(row.id, self.officer.id)
        self.go(self.view_url(), _("The absence has been ended."))

    def _confirm(self) -> None:
        row = absences.find(self._number("confirm"))
        if row is None or not self.decides_about(row.user_id):
            raise NotPossible("absence", _("This absence was ended or confirmed already."))
        absences.confirm(row.id, self.officer.id)
        self.go(self.view_url(), _("The substitute has been confirmed."))

    def _plan(self) -> None:
        self._only_leaders()
        first, last = self._days("shift")
        kind = Kind.SECONDED if self.typed("kind") == Kind.SECONDED else Kind.SHIFT
        part = next((part for part in Part if part == self.typed("part")), Part.DAY)
        place = self.typed("place")
        chosen = [f"{duty}:{place}" if place else duty for duty in self._several("duty") if duty in words.AT_COUNTERS]
        if kind is Kind.SHIFT:
            last = last or first
        plan = Plan(first, last, kind, part, self.typed("note"))
        duties.give(self.typed("person"), chosen, plan, self.officer.id)
        self.go(self.view_url(week=first.isoformat()) + "#shifts", _("The duty has been planned."))

    def _end_duty(self) -> None:
        self._only_leaders()
        duties.end(self._number("end-duty"), self.officer.id)
        self.go(self.week_url(0), _("The duty has been ended."))

    def _copy(self) -> None:
        self._only_leaders()
        done, refused = duties.copy_week(self.monday, self.officer.id)
        url = self.week_url(0)
        for error in refused:
            self.go(url, error.message, "warning")
        self.go(url, _("Duties planned as in the week before: ${number}", mapping={"number": done}))

    def _only_leaders(self) -> None:
        if not self.leads:
            raise NotPossible("person", _("Only a leader of the centre or an administrator plans the counters."))

    def _days(self, form: str) -> tuple[date, date | None]:
        """The days as typed; raises NotPossible."""
        read: list[date | None] = []
        for field in ("first", "last"):
            text = self.typed(field)
            try:
                read.append(_read_day(text) if text else None)
            except Wrong as wrong:
                raise NotPossible(field, wrong.message) from None
        if read[0] is None:
            raise NotPossible("first", REQUIRED)
        return read[0], read[1]

    def _number(self, button: str) -> int:
        text = self.typed(button)
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0

    def _several(self, field: str) -> Sequence[str]:
        value = self.request.form.get(field, ())
        found = [value] if isinstance(value, str) else value
        return [each for each in found if isinstance(each, str)] if isinstance(found, list | tuple) else []

    @cached_property
    def _people(self) -> Sequence[people.Person]:
        if self.leads:
            return people.staff()
        ids = {
            user
            for code in self.headed
            for role in ("handler", "approver")
            for user in people.members_of(f"{role}:{code}")
        }
        return sorted(filter(None, map(people.person, ids)), key=_by_name)

    def _dated(self, row: DutyRow) -> Mapping[str, Any]:
        part = "" if row.part == Part.DAY else self.say(words.PARTS[Part(row.part)])
        return {
            "id": row.id,
            "name": people.name_of(row.user_id),
            "title": self.duty_title(row.duty) if is_duty(row.duty) else row.duty,
            "days": words.days(row.first_day, row.last_day, self.language),
            "part": part,
            "kind": self.say(words.KINDS[Kind(row.kind)]),
            "note": " · ".join(filter(None, (self.say(words.KINDS[Kind(row.kind)]), part, row.note))),
        }

    def _absence(self, row: AbsenceRow) -> Mapping[str, Any]:
        mine = row.user_id == self.officer.id
        waits = bool(row.substitute) and row.confirmed_at is None
        decides = self.decides_about(row.user_id)
        return {
            "id": row.id,
            "name": people.name_of(row.user_id),
            "mine": mine,
            "days": words.days(row.first_day, row.last_day, self.language),
            # Why somebody is away is for themselves and those who decide about it.
            "reason": row.reason if mine or decides else "",
            "substitute": people.name_of(row.substitute) if row.substitute else "",
            "duties": [self.duty_title(duty) for duty in words.sorted_duties(frozenset(row.duties.split()))],
            "waits": waits,
            "may_end": mine or decides,
            "may_confirm": waits and decides and row.substitute != self.officer.id,
        }


def _read_day(text: str) -> date:
    """A day as browsers send it, or as people type it where there is no field for dates; raises Wrong."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return check(Answer.DATE, text)


def _by_name(person: people.Person) -> tuple[Any, str]:
    return people.collation_key(person.name), person.id
