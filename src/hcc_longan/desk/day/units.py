"""Panels of a department, of a counter and of the whole centre."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.desk.day import figures
from hcc_longan.desk.day.figures import Load
from hcc_longan.desk.day.panel import Panel
from hcc_longan.desk.day.panel import Row
from hcc_longan.desk.lists import scope
from hcc_longan.desk.lists.names import officer_name
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.settings import counters
from hcc_longan.ratings.questions import QUESTIONS
from hcc_longan.ratings.questions import VERSION
from hcc_longan.ratings.votes import tally
from hcc_longan.staff import holding
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from zope.i18nmessageid import Message


@dataclass(frozen=True)
class LoadLine:
    """Somebody's dossiers in work, or a department's, with the addresses where they are."""

    name: str
    load: Load
    url: str
    is_absent: bool = False
    share: int = 0  # percent of the longest bar


class Departments(Panel):
    """For those who lead the centre: each department's dossiers, how many are late, how many due today."""

    weight = 40
    is_wide = True
    index = ViewPageTemplateFile("templates/loads.pt")
    heading = _("Departments today")
    first_column = _("Department")

    def is_needed(self) -> bool:
        return self.officer.has("Supervisor") and bool(self.lines)

    @cached_property
    def lines(self) -> Sequence[LoadLine]:
        names = agency_names(self.language)
        found = figures.loads(None, by_department=True)
        return _with_bars(
            [
                LoadLine(names.get(each.key, each.key), each, self.at("lists", "all", department=each.key))
                for each in found
            ]
        )

    def link(self, line: LoadLine, queue: str) -> str:
        return self.at("lists", queue, department=line.load.key)


class Officers(Panel):
    """For heads: how the department's dossiers are spread over its officers."""

    weight = 50
    is_wide = True
    index = ViewPageTemplateFile("templates/loads.pt")
    heading = _("Work of each officer")
    first_column = _("Officer")

    def is_needed(self) -> bool:
        return self.officer.has("Approver") and bool(self.lines)

    @cached_property
    def lines(self) -> Sequence[LoadLine]:
        away = holding.day_of().absent
        found = sorted(figures.loads(self.departments("Approver")), key=lambda each: (each.key == "", -each.open))
        return _with_bars(
            [
                LoadLine(
                    officer_name(each.key) if each.key else self.say(_("Not assigned yet")),
                    each,
                    self.at("lists", "department", officer=each.key or "-"),
                    each.key in away,
                )
                for each in found
            ]
        )

    def link(self, line: LoadLine, queue: str) -> str:
        return self.at("lists", queue, officer=line.load.key or "-")


class Counters(Panel):
    """For receivers: what came to their counters today, and what waits online."""

    weight = 60
    index = ViewPageTemplateFile("templates/counters.pt")

    def is_needed(self) -> bool:
        return self.officer.has("Receiver")

    @cached_property
    def lines(self) -> Sequence[tuple[str, int]]:
        """Counters of the officer, all if they serve at any, and how many dossiers each has received today."""
        served = counters()
        mine = {code: served[code] for code in served if code in self.officer.counters} or served
        numbers = figures.received_at({*mine, ""}, figures.midnight())
        found = [(counter.title(self.language), numbers.get(code, 0)) for code, counter in mine.items()]
        if numbers.get("") or not mine:
            found.append((self.say(_("Without a counter")), numbers.get("", 0)))
        return found

    @property
    def own(self) -> int:
        return figures.done_since(self.officer.id, figures.midnight()).get("receive", 0)

    @cached_property
    def oldest(self) -> Sequence[Row]:
        """The dossiers that have waited online for longest."""
        wanted = scope.wanted(queues()["to_receive_online"], self.officer, clock.now())
        found = queries.page(wanted, "filed", 3)[:3]
        return self.rows(found, {row.uid: self.since(row.filed_at) for row in found})

    @property
    def online(self) -> str:
        return self.at("lists", "to_receive_online")


class Voices(Panel):
    """What applicants say of the officer's counters, of their department or of the centre."""

    weight = 88
    index = ViewPageTemplateFile("templates/voices.pt")
    days = 30
    # Fewer are not shown: who voted could be guessed.
    least = 10

    def is_needed(self) -> bool:
        return bool(self.officer.roles & {"Receiver", "Returner", "Approver", "Supervisor"})

    @cached_property
    def votes(self) -> Mapping[str, int]:
        since = clock.now() - timedelta(days=self.days)
        if self.officer.has("Supervisor"):
            return tally(since)
        if self.officer.has("Approver"):
            return tally(since, departments=self.departments("Approver"))
        return tally(since, counters=self.officer.counters or None)

    @property
    def heading(self) -> Message:
        if self.officer.has("Supervisor"):
            return _("What applicants say of the centre")
        if self.officer.has("Approver"):
            return _("What applicants say of the department")
        return _("What applicants say of my counter") if self.officer.counters else _("What applicants say")

    @property
    def number(self) -> int:
        return sum(self.votes.values())

    @property
    def lines(self) -> Sequence[tuple[Message, int, int]]:
        """Answer, votes and percent, the best answer first."""
        overall = QUESTIONS[VERSION][0]
        return [
            (title, self.votes.get(value, 0), round(100 * self.votes.get(value, 0) / self.number))
            for value, title in reversed(overall.choices)
        ]


def _with_bars(found: Sequence[LoadLine]) -> Sequence[LoadLine]:
    most = max((line.load.open for line in found), default=0)
    return [replace(line, share=round(100 * line.load.open / most)) for line in found]
