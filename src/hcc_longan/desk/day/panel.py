"""What our panels of an officer's day have in common; other rooms' may derive from it too."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.day.interfaces import IDay
from hcc_longan.desk.day.interfaces import IDayPanel
from hcc_longan.desk.lists.lines import Line
from hcc_longan.desk.lists.lines import lines
from hcc_longan.desk.officers import EVERYWHERE
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.vietnamese import format_date
from typing import Any
from zope.component import adapter
from zope.interface import implementer


# Rows of a panel; the list behind it has them all.
ROWS = 5


@dataclass(frozen=True)
class Row:
    """A dossier in a panel, and why it is there."""

    line: Line
    note: str


@implementer(IDayPanel)
@adapter(IDay)
class Panel:
    """A panel for the officer of a day; `index` is its template."""

    weight = 0
    is_wide = False
    index: Any = None

    def __init__(self, day: Any):
        self.context, self.request = day.context, day.request
        self.officer: Officer = day.officer
        self.at, self.say, self.language = day.at, day.say, day.language

    def is_needed(self) -> bool:
        return True

    def render(self) -> str:
        return self.index()

    def departments(self, role: str) -> frozenset[str] | None:
        """The departments for which the officer has a role; None for all."""
        codes = self.officer.units.get(role, frozenset())
        return None if EVERYWHERE in codes else codes

    def of_me(self) -> list[Any]:
        """What a dossier fulfils that is the officer's own: handed to them or, for receivers, still at the centre."""
        if self.officer.has("Receiver") and not self.officer.has("Handler"):
            return [DossierRow.holder.in_((CENTRE, "applicant")), DossierRow.assignee == "", *self._mine("Receiver")]
        if self.officer.has("Approver") and not self.officer.has("Handler"):
            return self._mine("Approver")
        return [DossierRow.assignee == self.officer.id]

    def rows(self, found: Iterable[DossierRow], notes: Mapping[str, str]) -> Sequence[Row]:
        return [Row(line, notes.get(line.uid, "")) for line in lines(list(found), self.officer.id, self.language)]

    def since(self, moment: datetime) -> str:
        """`For 3 days, since 12 November 2026`."""
        local = moment.astimezone(ZONE)
        days = (clock.today() - local.date()).days
        if not days:
            return self.say(_("Since ${time} today", mapping={"time": f"{local:%H:%M}"}))
        if days == 1:
            return self.say(_("Since yesterday"))
        mapping = {"date": format_date(local.date(), self.language), "number": days}
        return self.say(_("For ${number} days, since ${date}", mapping=mapping))

    def _mine(self, role: str) -> list[Any]:
        codes = self.departments(role)
        return [] if codes is None else [queries.of_departments(codes)]
