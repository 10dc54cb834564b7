"""What the day's panels count: short questions to the register, each on an index, for the officer's own eyes."""

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import time
from datetime import timedelta
from enum import StrEnum
from functools import lru_cache
from hcc_longan import clock
from hcc_longan.clock import ZONE
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.messages import Side
from hcc_longan.dossiers.register.queries import of_departments
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import get_engine
from hcc_longan.ledger.engine import session
from sqlalchemy import case
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy.orm import aliased
from typing import Any


# Over how many days, today not included, times are averaged.
DAYS = 30


class Measure(StrEnum):
    """A stretch of work whose time is told."""

    RECEPTION = "reception"  # from reception to the hand-over to the department
    HANDLING = "handling"  # from the assignment until the head has it, waiting for others included
    DECISION = "decision"  # from when the head had it to the decision


@dataclass(frozen=True)
class Average:
    """How often something was done, and the working time that it took on average."""

    number: int
    working: timedelta


@dataclass(frozen=True)
class Load:
    """Dossiers in work: how many there are, how many of those are late, due later today, and waiting for the applicant.

    `key` is an officer's account (empty for those that are not assigned yet) or a department's code.
    """

    key: str
    open: int
    late: int
    today: int
    waiting: int


# Which steps end a stretch, and which begin it; none: the step before, whichever it was.
_ENDS: Mapping[Measure, Collection[str]] = {
    Measure.RECEPTION: ("hand_over",),
    Measure.HANDLING: ("submit", "review"),
    Measure.DECISION: ("review", "sign", "send_back", "send_to_committee"),
}
_BEGINS: Mapping[Measure, Collection[str]] = {
    Measure.RECEPTION: ("receive",),
    Measure.HANDLING: ("assign", "reassign"),
    Measure.DECISION: (),
}
# The head has a dossier that is in one of these.
_AT_HEAD = ("reviewing", "signing")
# Steps after which an officer may say: that is done.
_DONE = (
    "receive",
    "refuse",
    "ask_correction",
    "hand_over",
    "submit",
    "review",
    "sign",
    "send_back",
    "hand_back",
    "return_result",
    "answer_agency",
    "ask_supplement",
)


def midnight() -> datetime:
    """When today began."""
    return datetime.combine(clock.today(), time(), ZONE)


def finished_since(user_id: str, since: datetime, most: int) -> Sequence[tuple[DossierRow, str, datetime]]:
    """What somebody has done since a moment, the latest first: the dossier, the step and when. Up to `most`."""
    register.flush()
    statement = (
        select(DossierRow, EventRow.transition, EventRow.at)
        .join(EventRow, EventRow.uid == DossierRow.uid)
        .where(EventRow.at >= since, EventRow.actor == user_id, EventRow.transition.in_(_DONE))
        .order_by(EventRow.at.desc(), EventRow.uid)
    )
    return session().execute(statement.limit(most)).tuples().all()


def done_since(user_id: str, since: datetime) -> Mapping[str, int]:
    """How often somebody has taken each step since a moment."""
    register.flush()
    statement = select(EventRow.transition, func.count()).where(
        EventRow.at >= since, EventRow.actor == user_id, EventRow.transition.in_(_DONE)
    )
    return dict(session().execute(statement.group_by(EventRow.transition)).tuples().all())


def received_at(counters: Collection[str], since: datetime) -> Mapping[str, int]:
    """How many dossiers were received at each of these counters since a moment."""
    register.flush()
    # In two questions: databases that are asked in one may read all dossiers first.
    uids = session().scalars(select(EventRow.uid).where(EventRow.at >= since, EventRow.transition == "receive")).all()
    statement = select(DossierRow.counter, func.count()).where(
        DossierRow.uid.in_(uids), DossierRow.counter.in_(sorted(counters))
    )
    return dict(session().execute(statement.group_by(DossierRow.counter)).tuples().all())


def with_news(wanted: Sequence[Any], most: int) -> Sequence[tuple[DossierRow, int, datetime]]:
    """Dossiers with messages that the centre hasn't read: how many, and since when; the longest unread first."""
    register.flush()
    first = func.min(MessageRow.at)
    statement = (
        select(DossierRow, func.count(), first)
        .join(MessageRow, MessageRow.uid == DossierRow.uid)
        .where(MessageRow.read_at.is_(None), MessageRow.side == Side.CITIZEN.value, *wanted)
        .group_by(DossierRow.uid)
        .order_by(first, DossierRow.uid)
    )
    return session().execute(statement.limit(most)).tuples().all()


def longest_in_state(wanted: Sequence[Any], most: int) -> Sequence[tuple[DossierRow, datetime]]:
    """Open dossiers that fulfil conditions, and since when each is in its state; the longest first."""
    register.flush()
    since = (
        select(func.max(EventRow.at))
        .where(EventRow.uid == DossierRow.uid, EventRow.after == DossierRow.state, EventRow.before != EventRow.after)
        .scalar_subquery()
    )
    statement = select(DossierRow, since.label("since")).where(IS_OPEN, *wanted).order_by("since", DossierRow.uid)
    return [(row, moment) for row, moment in session().execute(statement.limit(most)) if moment is not None]


def loads(departments: Collection[str] | None, by_department: bool = False) -> Sequence[Load]:
    """The dossiers in work of departments (None: of all), by officer or by department."""
    register.flush()
    now = clock.now()
    tomorrow = midnight() + timedelta(days=1)
    key = DossierRow.department if by_department else DossierRow.assignee
    in_work = [IS_OPEN, DossierRow.ended_at.is_(None), DossierRow.received_at.is_not(None)]
    if departments is not None:
        in_work.append(of_departments(departments))
    if not by_department:
        # Until the department has it, nobody can be in charge of it.
        in_work.append(DossierRow.state != "received")

    def number(*conditions: Any) -> Any:
        found = conditions[0]
        for condition in conditions[1:]:
            found = found & condition
        return func.coalesce(func.sum(case((found, 1), else_=0)), 0)

    statement = select(
        key,
        func.count(),
        number(DossierRow.due_at < now),
        number(DossierRow.due_at >= now, DossierRow.due_at < tomorrow),
        number(DossierRow.is_paused.is_(True)),
    ).where(*in_work)
    return [Load(*row) for row in session().execute(statement.group_by(key).order_by(key))]


def averages(user_id: str, departments: Collection[str] | None) -> Mapping[Measure, tuple[Average | None, Average]]:
    """The times of the last days: a person's own (None where they did nothing of it) and those of departments together.

    What nobody of them did is left out.
    """
    times = _times(get_engine().url.render_as_string(), clock.today().toordinal(), clock.now().hour)
    found = {}
    for measure in Measure:
        every = [each for each in times if each[0] is measure and (departments is None or each[2] in departments)]
        own = [each for each in every if each[1] == user_id]
        if every:
            found[measure] = (_average(own), _average(every))
    return found


@lru_cache(maxsize=4)
def _times(ledger: str, day: int, hour: int) -> Sequence[tuple[Measure, str, str, int, timedelta]]:
    """By measure, person and department: how many and how long together; the whole centre's, made anew every hour."""
    until = midnight()
    sums: dict[tuple[Measure, str, str], tuple[int, timedelta]] = {}
    for measure in Measure:
        for person, department, began, ended in _stretches(measure, until - timedelta(days=DAYS), until):
            number, together = sums.get((measure, person, department), (0, timedelta()))
            worked = calendars.current().calendar(department).between(began, ended)
            sums[measure, person, department] = (number + 1, together + worked)
    return [(*key, *value) for key, value in sums.items()]


def forget() -> None:
    """Read the times anew: much was written at once."""
    _times.cache_clear()


def _stretches(measure: Measure, since: datetime, until: datetime) -> Iterator[tuple[str, str, datetime, datetime]]:
    """Who did it, of which department, from when to when."""
    register.flush()
    end, begin = aliased(EventRow), aliased(EventRow)
    person = DossierRow.assignee if measure is Measure.HANDLING else end.actor
    before = begin.uid == end.uid, begin.number < end.number
    if _BEGINS[measure]:
        before += (begin.transition.in_(_BEGINS[measure]),)
    began = select(func.max(begin.at)).where(*before).scalar_subquery()
    statement = (
        select(person, DossierRow.department, began, end.at)
        .join(DossierRow, DossierRow.uid == end.uid)
        .where(end.at >= since, end.at < until, end.transition.in_(_ENDS[measure]), person != "")
    )
    if measure is Measure.HANDLING:
        statement = statement.where(end.before.not_in(_AT_HEAD))
    elif measure is Measure.DECISION:
        statement = statement.where(end.before.in_(_AT_HEAD))
    for who, department, start, finish in session().execute(statement):
        if start is not None:
            yield who, department, start, finish


def _average(times: Iterable[tuple[Measure, str, str, int, timedelta]]) -> Average | None:
    found = list(times)
    number = sum(each[3] for each in found)
    return Average(number, sum((each[4] for each in found), timedelta()) / number) if number else None
