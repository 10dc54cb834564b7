"""What forms know: the dossier (none in a batch), who fills them in, and what can be chosen."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.catalogue import departments
from hcc_longan.catalogue.record import localized
from hcc_longan.catalogue.versions import get_version
from hcc_longan.catalogue.versions import version_in_force
from hcc_longan.clock import ZONE
from hcc_longan.desk.dossier import checklist
from hcc_longan.desk.due import moment
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.clock import Reading
from hcc_longan.dossiers.lifecycle import reading
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.steps import procedure_of
from hcc_longan.ledger.engine import session
from hcc_longan.staff import absences
from hcc_longan.staff.people import members_of
from hcc_longan.staff.people import name_of
from hcc_longan.vietnamese import collation_key
from hcc_longan.worktime.calendar import WorkCalendar
from sqlalchemy import func
from sqlalchemy import select
from typing import Any
from zope.i18n import translate


DAY = timedelta(hours=8)
# New dates that a form of apology offers, in working days after the present one.
_MORE_DAYS = (1, 2, 3, 5, 7, 10, 15)


@dataclass(frozen=True)
class Option:
    """Something to choose; `note` says more about it, `number` is how many of it are asked for."""

    value: str
    title: str
    note: str = ""
    number: int = 0


@dataclass(frozen=True)
class Matter:
    """What a form is about: one dossier, or (`dossier` None) many of these departments at once."""

    officer: Officer
    language: str
    dossier: Any = None
    codes: frozenset[str] = field(default=frozenset())

    @property
    def departments(self) -> frozenset[str]:
        return self.codes if self.dossier is None else frozenset({self.dossier.department})

    def say(self, message: Any) -> str:
        """A message in the form's language."""
        return translate(message, target_language=self.language)

    @cached_property
    def reading(self) -> Reading:
        """What the dossier's clock says."""
        return reading(self.dossier)

    @cached_property
    def calendar(self) -> WorkCalendar:
        """The department's calendar; the centre's for several departments."""
        code = next(iter(self.departments)) if len(self.departments) == 1 else ""
        return calendars.current().calendar(code)

    @cached_property
    def record(self) -> Mapping[str, Any]:
        """The procedure's record: that in force before reception (NĐ 61/2018), later the one of reception."""
        procedure = procedure_of(self.dossier)
        if procedure is None:
            return {}
        at_reception = get_version(procedure, self.dossier.procedure_version)
        is_new = self.dossier.code is None
        return ((is_new and version_in_force(procedure)) or at_reception).record

    def cases(self) -> Sequence[Option]:
        return [Option(row["id"], localized(row, "name", self.language)) for row in self.record.get("cases") or ()]

    def components(self) -> Sequence[checklist.Component]:
        return checklist.components_of(self.dossier, self.language)

    def legal_bases(self) -> Sequence[Option]:
        """The procedure's legal bases as people cite them."""
        return [
            Option(
                f"{row['number']}, {title}" if (title := localized(row, "title", self.language)) else row["number"], ""
            )
            for row in self.record.get("legal_basis") or ()
            if row.get("number")
        ]

    def fees(self) -> int:
        """What the record asks for at reception (VND), where it states fixed amounts; else what is due already."""
        if self.dossier.fees_due:
            return self.dossier.fees_due
        return sum(
            row["amount"] or 0
            for row in self.record.get("fees") or ()
            if row["rule"] == "fixed"
            and row.get("channel") in (None, "", self.dossier.channel)
            and (row.get("case") or "") in ("", self.dossier.case)
        )

    def fees_missing(self) -> int:
        return self.dossier.fees_due - self.dossier.fees_paid

    def counters(self) -> Sequence[Option]:
        """The counters that serve the department, the officer's own alone where they have some."""
        serving = {code: each for code, each in counters().items() if self.departments <= set(each.departments)}
        own = {code: each for code, each in serving.items() if code in self.officer.counters}
        return [Option(code, each.title(self.language)) for code, each in (own or serving).items()]

    def colleagues(self) -> Sequence[Option]:
        """Who can be given the dossiers: officers of the department, least loaded first and those absent last."""
        groups = [members_of(f"handler:{code}") | members_of(f"approver:{code}") for code in self.departments]
        ids = frozenset.intersection(*groups) if groups else frozenset()
        now = self.dossier.assignee if self.dossier is not None else ""
        loads = _loads(ids)
        found = []
        for each in ids - {now}:
            absent, name = absences.is_absent(each), name_of(each)
            found.append(((absent, loads.get(each, 0), collation_key(name)), each, name))
        return [
            Option(each, name, self._standing(each, load, absent)) for (absent, load, _key), each, name in sorted(found)
        ]

    def _standing(self, user_id: str, load: int, absent: bool) -> str:
        open_now = self.say(_("${number} open", mapping={"number": load}))
        if not absent:
            return open_now
        substitute = absences.substitute_of(user_id)
        away = _("absent today; ${name} stands in", mapping={"name": name_of(substitute)})
        return f"{open_now}, {self.say(away if substitute else _('absent today'))}"

    def agencies(self) -> Sequence[Option]:
        """Other agencies that can be asked."""
        return [Option(*each) for each in agency_names(self.language).items() if each[0] not in self.departments]

    def other_departments(self) -> Sequence[Option]:
        """Departments that dossiers can be transferred to."""
        today = clock.today()
        return [
            Option(code, each.short_title(self.language))
            for code, each in departments.all_departments().items()
            if code not in self.departments and each.takes_part(today)
        ]

    def questions(self) -> Sequence[Option]:
        """What the officer's agency was asked and has not answered; to those who may answer for all, everything."""
        asked = {task.id: task for task in self.reading.tasks if task.ended is None}
        names = agency_names(self.language)
        mine = {
            code
            for each in self.officer.groups
            for prefix, _colon, code in [each.partition(":")]
            if prefix in ("handler", "approver")
        }
        return [
            Option(
                task_id,
                asked[task_id].what if task_id in asked else names.get(agency, agency),
                names.get(agency, agency),
            )
            for task_id, agency in self.dossier.open_tasks.items()
            if agency in mine or self.officer.is_manager
        ]

    def later_dates(self) -> Sequence[Option]:
        """New dates for an apology: so many working days after the present one."""
        if self.reading.current_due is None:
            return []
        start = max(self.reading.current_due, clock.now())
        return [
            Option(at.strftime("%Y-%m-%dT%H:%M"), self.say(_more(days, at)))
            for days in _MORE_DAYS
            for at in [_minute(self.calendar.add(start, days * DAY).astimezone(ZONE))]
        ]


def _more(days: int, at: datetime) -> Any:
    return _("${days} working days more: ${at}", mapping={"days": days, "at": moment(at)})


def _minute(at: datetime) -> datetime:
    """The next whole minute: a form shows no seconds, and a date must not come earlier by them."""
    return at if not (at.second or at.microsecond) else at.replace(second=0, microsecond=0) + timedelta(minutes=1)


def _loads(user_ids: Iterable[str]) -> Mapping[str, int]:
    """Open dossiers by the officer they are assigned to."""
    statement = select(DossierRow.assignee, func.count()).where(IS_OPEN, DossierRow.assignee.in_(sorted(user_ids)))
    return dict(session().execute(statement.group_by(DossierRow.assignee)).tuples().all())
