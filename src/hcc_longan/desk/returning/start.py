"""Where it begins: one field that finds whose results wait, and the list of all that wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.lists.names import procedure_titles
from hcc_longan.desk.parts import Part
from hcc_longan.desk.returning import reminders
from hcc_longan.desk.returning.waiting import find
from hcc_longan.desk.returning.waiting import Found
from hcc_longan.desk.returning.waiting import waiting
from hcc_longan.desk.returning.waiting import Which
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.errors import LifecycleError
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import counters
from hcc_longan.parcels import post
from hcc_longan.parcels.tables import TITLES
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zExceptions import Unauthorized

import math


_PAGE = ViewPageTemplateFile("templates/start.pt")
SIZE = 30
_TITLES = {
    Which.COUNTER: _("At my counter"),
    Which.ALL: _("All that wait"),
    Which.UNCOLLECTED: _("Not collected"),
    Which.POST: _("To be sent by post"),
}


@dataclass(frozen=True)
class Line:
    """A result that waits; `days` since when, `reminded` the day of the last reminder."""

    uid: str
    number: str
    url: str
    applicant: str
    procedure: str
    counter: str
    since: str
    days: int
    is_late: bool
    way: Any
    reminded: str


class Start(Part):
    """The start, and a search."""

    title = _("Return of results")

    def page(self) -> str:
        return _PAGE(self.screen)

    def show(self) -> Any:
        found = self.found
        # A scanned receipt leads straight to the counter.
        if found.dossier is not None and sees_everything(found.dossier):
            return self.screen.go(self.screen.at("returning", found.dossier.number))
        if len(found.rows) == 1:
            row = found.rows[0]
            return self.screen.go(self.screen.at("returning", row.code or row.tracking_number))
        return None

    def act(self) -> Any:
        """Remind the applicant of a result."""
        dossier = queries.by_uid(self.typed("remind", 40))
        try:
            if dossier is None or not sees_everything(dossier):
                raise Unauthorized
            reminders.remind(dossier)
        except LifecycleError as error:
            self.wrong("desk-returning", error.message)
        except (Unauthorized, InvalidData):
            self.wrong("desk-returning", _("You can't remind the applicant of this dossier."))
        else:
            mapping = {"number": dossier.number}
            return self.screen.go(self.here(self.which), _("The applicant of ${number} was reminded.", mapping=mapping))
        return None

    @property
    def query(self) -> str:
        return self.typed("find", 1000)

    @cached_property
    def found(self) -> Found:
        return find(self.query, self.screen.officer) if self.query else Found()

    @cached_property
    def which(self) -> Which:
        wanted = self.typed("list")
        usual = Which.COUNTER if self.screen.officer.counters else Which.ALL
        return Which(wanted) if wanted in list(Which) else usual

    @property
    def tabs(self) -> Sequence[tuple[str, Any, bool]]:
        offered = [each for each in Which if each is not Which.COUNTER or self.screen.officer.counters]
        return [(self.here(each), _TITLES[each], each is self.which and not self.query) for each in offered]

    def here(self, which: Which, **query: Any) -> str:
        return self.screen.at("returning", list=which.value, **query)

    @cached_property
    def rows(self) -> Sequence[DossierRow]:
        if self.query:
            return self.found.rows
        return waiting(self.screen.officer, self.which, SIZE, self._after())

    @property
    def lines(self) -> Sequence[Line]:
        rows = self.rows if self.query else self.rows[:SIZE]
        uids = [row.uid for row in rows]
        titles = procedure_titles((row.procedure for row in rows), self.screen.language)
        reminded, parcels, served = reminders.reminders_of(uids), post.parcels_of(uids), counters()
        late, now = reminders.overdue_since(), clock.now()
        return [
            Line(
                uid=row.uid,
                number=row.code or row.tracking_number,
                url=self.screen.at("returning", row.code or row.tracking_number),
                applicant=row.applicant,
                procedure=titles.get(row.procedure, row.procedure),
                counter=served[row.counter].title(self.screen.language) if row.counter in served else row.counter,
                since=self.day(row.ended_at),
                days=(now.astimezone(ZONE).date() - row.ended_at.astimezone(ZONE).date()).days,
                is_late=row.ended_at < late and not row.by_post,
                way=self._way(row, parcels.get(row.uid)),
                reminded=self.day(reminded[row.uid].at) if row.uid in reminded else "",
            )
            for row in rows
        ]

    @property
    def next_url(self) -> str:
        """The address of the next page, empty on the last."""
        if self.query or len(self.rows) <= SIZE:
            return ""
        last = self.rows[SIZE - 1]
        return self.here(self.which, after=f"{last.ended_at.timestamp()!r}_{last.uid}")

    @staticmethod
    def _way(row: DossierRow, parcel: Any) -> Any:
        if not row.by_post:
            return _("At the counter")
        return _("By post") if parcel is None else TITLES[parcel.state]

    def _after(self) -> tuple[datetime, str] | None:
        at, _line, uid = self.typed("after", 80).partition("_")
        try:
            seconds = float(at)
            return (datetime.fromtimestamp(seconds, ZONE), uid) if uid and math.isfinite(seconds) else None
        except (ValueError, OverflowError, OSError):
            return None
