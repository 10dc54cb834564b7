"""Panels of the officer's own work."""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.desk.day import figures
from hcc_longan.desk.day.figures import Measure
from hcc_longan.desk.day.panel import Panel
from hcc_longan.desk.day.panel import Row
from hcc_longan.desk.day.panel import ROWS
from hcc_longan.desk.lists import rail
from hcc_longan.desk.lists import scope
from hcc_longan.dossiers.explanation import in_words
from hcc_longan.dossiers.register import queries
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.worklists import Queue
from hcc_longan.dossiers.transitions import TRANSITIONS
from hcc_longan.staff import absences
from hcc_longan.staff import holding
from hcc_longan.staff.people import name_of
from hcc_longan.vietnamese import format_date
from Products.Five.browser.pagetemplatefile import ViewPageTemplateFile
from typing import Any
from zope.i18nmessageid import Message


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
# Of what has no date yet.
_LAST = datetime.max.replace(tzinfo=ZONE)


@dataclass(frozen=True)
class Figure:
    """A number of the day; `note` says of what it is a part, `tone` is a colour of the desk's due dates."""

    label: Message
    number: str
    url: str = ""
    note: Message | str = ""
    tone: str = ""


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
        done = figures.done_since(self.officer.id, figures.midnight())
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
        notes = {row.uid: self.since(since) for row, _number, since in found}
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
        return self.rows((row for row, _since in found), {row.uid: self.since(since) for row, since in found})


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
        found = figures.finished_since(self.officer.id, figures.midnight(), ROWS * 3)
        latest = {row.uid: (row, transition, at) for row, transition, at in reversed(found)}
        rows = list(reversed(latest.values()))[:ROWS]
        notes = {
            row.uid: f"{at.astimezone(ZONE):%H:%M} · {self.say(TRANSITIONS[transition].title)}"
            for row, transition, at in rows
        }
        return self.rows((row for row, _transition, _at in rows), notes)
