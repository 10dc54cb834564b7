"""The panels of an officer's day. Other rooms add theirs as subscription adapters of IDay."""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.day import figures
from hcc_longan.desk.day.figures import Load
from hcc_longan.desk.day.figures import Measure
from hcc_longan.desk.day.interfaces import IDay
from hcc_longan.desk.day.interfaces import IDayPanel
from hcc_longan.desk.lists import rail
from hcc_longan.desk.lists import scope
from hcc_longan.desk.lists.lines import Line
from hcc_longan.desk.lists.lines import lines
from hcc_longan.desk.lists.names import officer_name
from hcc_longan.desk.officers import EVERYWHERE
from hcc_longan.desk.officers import Officer
from hcc_longan.dossiers.explanation import in_words
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.settings import agency_names
from hcc_longan.dossiers.settings import counters
from hcc_longan.dossiers.states import CENTRE
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.ratings.questions import QUESTIONS
from hcc_longan.ratings.questions import VERSION
from hcc_longan.ratings.votes import tally
from hcc_longan.staff import absences
from hcc_longan.staff import holding
from hcc_longan.staff.people import name_of
from hcc_longan.vietnamese import format_date
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zope.component import adapter
from zope.i18nmessageid import Message
from zope.interface import implementer


# Rows of a panel; the list behind it has them all.
ROWS = 5
# Which lists wait for somebody of a role, in the order of the work.
WAITING: Mapping[str, Sequence[str]] = {
    "Receiver": ("to_receive", "to_hand_over"),
    "Handler": ("mine", "to_hand_back", "asked"),
    "Approver": ("to_assign", "to_review", "to_sign"),
    "Returner": ("to_return",),
}
# Who has dossiers of their own, before the result goes back.
WORKERS = {"Receiver", "Handler", "Approver"}
_APPLICANT = ("correcting", "supplementing", "paying", "withdrawing")
_MEASURES: Mapping[Measure, Message] = {
    Measure.RECEPTION: _("From reception to the hand-over"),
    Measure.HANDLING: _("From the assignment to the head's desk"),
    Measure.DECISION: _("From the head's desk to the decision"),
}
_ROLES_OF = {Measure.RECEPTION: "Receiver", Measure.HANDLING: "Handler", Measure.DECISION: "Approver"}


@dataclass(frozen=True)
class Figure:
    """A number of the day; `note` says of what it is a part, `tone` is a colour of the desk's due dates."""

    label: Message
    number: str
    url: str = ""
    note: Message | str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A dossier in a panel, and why it is there."""

    line: Line
    note: str


@dataclass(frozen=True)
class LoadLine:
    """Somebody's dossiers in work, or a department's, with the addresses where they are."""

    name: str
    load: Load
    url: str
    is_absent: bool = False
    share: int = 0  # percent of the longest bar


@implementer(IDayPanel)
@adapter(IDay)
class Panel:
    """What ours have in common; `index` is the template."""

    weight = 0
    is_wide = False
    index: Any = None

    def __init__(self, day: Any):
        self.day = day
        self.context, self.request = day.context, day.request
        self.officer: Officer = day.officer
        self.at, self.say, self.language = day.at, day.say, day.language

    def is_needed(self) -> bool:
        return True

    def render(self) -> str:
        return self.index()

    def departments(self, *roles: str) -> frozenset[str] | None:
        """The departments for which the officer has one of these roles; None for all."""
        codes = frozenset().union(*(self.officer.units.get(role, ()) for role in roles))
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

    def _mine(self, role: str) -> list[Any]:
        codes = self.departments(role)
        return [] if codes is None else [queries.of_departments(codes)]


class Standing(Panel):
    """Who stands in for whom today."""

    weight = 10
    is_wide = True
    index = ViewPageTemplateFile("templates/standing.pt")

    def is_needed(self) -> bool:
        return bool(self.notes)

    @cached_property
    def notes(self) -> Sequence[str]:
        me, today = self.officer.id, clock.today()
        found = [
            _("You stand in for ${name} today.", mapping={"name": name_of(each.user_id)})
            for each in holding.stand_ins(me)
        ]
        for row in absences.of(me):
            if row.user_id != me:
                continue
            days = {
                "first": format_date(row.first_day, self.language),
                "last": format_date(row.last_day, self.language),
            }
            if row.first_day > today:
                found.append(_("You are absent from ${first} to ${last}.", mapping=days))
            elif substitute := absences.substitute_of(me):
                days["name"] = name_of(substitute)
                found.append(_("You are entered as absent until ${last}; ${name} stands in for you.", mapping=days))
            else:
                found.append(_("You are entered as absent until ${last}; nobody stands in for you.", mapping=days))
        return [self.say(note) for note in found]


class Figures(Panel):
    """The day in five numbers."""

    weight = 20
    is_wide = True
    index = ViewPageTemplateFile("templates/figures.pt")

    @cached_property
    def figures(self) -> Sequence[Figure]:
        offered = scope.offered(self.officer)
        now = clock.now()
        found = []
        own = self.officer.roles == {"Handler"}
        for id_, label, tone in (("overdue", _("Overdue"), "late"), ("today", _("Due later today"), "today")):
            if id_ not in offered:
                continue
            wanted = scope.wanted(offered[id_], self.officer, now)
            number = queries.count([*wanted, DossierRow.assignee == self.officer.id] if own else wanted)
            note, query = "", {}
            if own:
                note = _("${number} in the department", mapping={"number": queries.count(wanted)})
                query = {"officer": self.officer.id}
            found.append(Figure(label, str(number), self.at("lists", id_, **query), note, tone if number else ""))
        if self.officer.roles & WORKERS:
            news = figures.with_news([IS_OPEN, *self.of_me()], queries.COUNTED)
            unread = sum(number for _row, number, _since in news)
            found.append(Figure(_("New messages"), str(unread), "#day-news" if unread else ""))
        done = figures.done_since(self.officer.id, midnight())
        found.append(Figure(_("Steps done today"), str(sum(done.values())), "#day-done" if done else ""))
        return found


class Waiting(Panel):
    """What waits for the officer: the lists with their counts, and the most urgent dossiers of them."""

    weight = 30
    is_wide = True
    index = ViewPageTemplateFile("templates/waiting.pt")

    def is_needed(self) -> bool:
        return bool(self.lists)

    @cached_property
    def lists(self) -> Mapping[str, Queue]:
        offered = scope.offered(self.officer)
        wanted = (id_ for role, ids in WAITING.items() if self.officer.has(role) for id_ in ids)
        return {id_: offered[id_] for id_ in dict.fromkeys(wanted) if id_ in offered}

    @cached_property
    def counts(self) -> Sequence[rail.Line]:
        numbers = rail.counts(self.lists, self.officer)
        return [
            rail.Line(queue.title(self.language), self.at("lists", id_), numbers[id_], False)
            for id_, queue in self.lists.items()
        ]

    @cached_property
    def urgent(self) -> Sequence[Row]:
        """First what was filed and not received yet or is due, by that moment; undated last."""
        now = clock.now()
        found: dict[str, tuple[datetime, DossierRow, str]] = {}
        for id_, queue in self.lists.items():
            sort = "filed" if id_ == "to_receive" else "due"
            wanted = scope.wanted(queue, self.officer, now)
            if id_ == "mine":
                # With the applicant or another agency it waits for somebody else.
                wanted.append(DossierRow.holder == DossierRow.department)
            for row in queries.page(wanted, sort, ROWS)[:ROWS]:
                moment = row.filed_at if row.received_at is None else row.due_at
                # A list of one step says more than "mine".
                found[row.uid] = (moment or _LAST, row, queue.title(self.language))
        ordered = sorted(found.values(), key=lambda each: (each[0], each[1].uid))[:ROWS]
        return self.rows((row for _moment, row, _title in ordered), {row.uid: title for _m, row, title in ordered})


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
        numbers = figures.received_at({*mine, ""}, midnight())
        found = [(counter.title(self.language), numbers.get(code, 0)) for code, counter in mine.items()]
        if numbers.get("") or not mine:
            found.append((self.say(_("Without a counter")), numbers.get("", 0)))
        return found

    @property
    def own(self) -> int:
        return figures.done_since(self.officer.id, midnight()).get("receive", 0)

    @cached_property
    def oldest(self) -> Sequence[Row]:
        """The dossiers that have waited online for longest."""
        wanted = scope.wanted(queues()["to_receive_online"], self.officer, clock.now())
        found = queries.page(wanted, "filed", 3)[:3]
        return self.rows(found, {row.uid: _since(self, row.filed_at) for row in found})

    @property
    def online(self) -> str:
        return self.at("lists", "to_receive_online")


class News(Panel):
    """Messages from applicants that nobody has read."""

    weight = 70
    index = ViewPageTemplateFile("templates/rows.pt")
    id = "day-news"
    heading = _("Messages from applicants")

    def is_needed(self) -> bool:
        return bool(self.officer.roles & WORKERS and self.lines)

    @cached_property
    def lines(self) -> Sequence[Row]:
        found = figures.with_news([IS_OPEN, *self.of_me()], ROWS)
        notes = {row.uid: _since(self, since) for row, _number, since in found}
        return self.rows((row for row, _number, _since in found), notes)


class Applicants(Panel):
    """The dossiers that have waited for their applicants for longest."""

    weight = 80
    index = ViewPageTemplateFile("templates/rows.pt")
    id = "day-applicants"
    heading = _("Waiting for the applicant the longest")

    def is_needed(self) -> bool:
        return bool(self.officer.roles & WORKERS and self.lines)

    @cached_property
    def lines(self) -> Sequence[Row]:
        found = figures.longest_in_state([DossierRow.state.in_(_APPLICANT), *self.of_me()], ROWS)
        return self.rows((row for row, _since in found), {row.uid: _since(self, since) for row, since in found})


class Times(Panel):
    """How long the officer's work takes on average, beside the department's."""

    weight = 85
    index = ViewPageTemplateFile("templates/times.pt")
    days = figures.DAYS

    def is_needed(self) -> bool:
        return bool(self.lines)

    @cached_property
    def lines(self) -> Sequence[Mapping[str, Any]]:
        found = figures.averages(self.officer.id, self.officer.departments)
        shown = [
            measure
            for measure in found
            if self.officer.has(_ROLES_OF[measure]) or self.officer.has("Approver") or self.officer.has("Supervisor")
        ]
        return [
            {
                "title": _MEASURES[measure],
                "mine": self._words(found[measure][0]),
                "number": found[measure][0].number if found[measure][0] else 0,
                "all": self._words(found[measure][1]),
            }
            for measure in shown
        ]

    @property
    def has_own(self) -> bool:
        return any(line["number"] for line in self.lines)

    def _words(self, average: figures.Average | None) -> str:
        return self.say(in_words(average.working)) if average else "–"


class Done(Panel):
    """What the officer has done today."""

    weight = 90
    index = ViewPageTemplateFile("templates/rows.pt")
    id = "day-done"
    heading = _("Done today")

    def is_needed(self) -> bool:
        return bool(self.lines)

    @cached_property
    def lines(self) -> Sequence[Row]:
        found = figures.finished_since(self.officer.id, midnight(), ROWS * 3)
        latest = {row.uid: (row, transition, at) for row, transition, at in reversed(found)}
        rows = list(reversed(latest.values()))[:ROWS]
        notes = {
            row.uid: f"{at.astimezone(ZONE):%H:%M} · {self.say(TRANSITIONS[transition].title)}"
            for row, transition, at in rows
        }
        return self.rows((row for row, _transition, _at in rows), notes)


def midnight() -> datetime:
    """When today began."""
    return datetime.combine(clock.today(), time(), ZONE)


_LAST = datetime.max.replace(tzinfo=ZONE)


def _since(panel: Panel, moment: datetime) -> str:
    """`Since 12/11/2026, 3 days`."""
    local = moment.astimezone(ZONE)
    days = (clock.today() - local.date()).days
    if not days:
        return panel.say(_("Since ${time} today", mapping={"time": f"{local:%H:%M}"}))
    if days == 1:
        return panel.say(_("Since yesterday"))
    mapping = {"date": format_date(local.date(), panel.language), "number": days}
    return panel.say(_("For ${number} days, since ${date}", mapping=mapping))


def _with_bars(found: Sequence[LoadLine]) -> Sequence[LoadLine]:
    most = max((line.load.open for line in found), default=0)
    return [replace(line, share=round(100 * line.load.open / most) if most else 0) for line in found]


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
        departments = self.departments("Approver") if self.officer.has("Approver") else None
        if self.officer.has("Supervisor") or departments is not None:
            return tally(since, departments=departments)
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
