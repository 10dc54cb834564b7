"""Duties with dates: shifts at counters, and people that a department seconds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from enum import StrEnum
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.ledger.engine import session
from hcc_longan.staff import holding
from hcc_longan.staff.errors import NotPossible
from hcc_longan.staff.names import COUNTERS_UNIT
from hcc_longan.staff.names import OVERSIGHT
from hcc_longan.staff.names import unit_of
from hcc_longan.staff.people import all_duties
from hcc_longan.staff.people import is_citizen
from hcc_longan.staff.people import name_of
from hcc_longan.staff.people import person
from hcc_longan.staff.tables import DutyRow
from hcc_longan.staff.tables import NOT_ENDED
from sqlalchemy import or_
from sqlalchemy import select


LONGEST_NOTE = 300
# Nobody plans further; a wrong year is found by it.
_FURTHEST = timedelta(days=5 * 366)


class Kind(StrEnum):
    """Why somebody has a duty for a time."""

    SHIFT = "shift"
    SECONDED = "seconded"


class Part(StrEnum):
    """For which part of the days it is meant. The duty holds the whole day: people are served to the end."""

    DAY = "day"
    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True)
class Plan:
    """When and how somebody is to have a duty; `last` None: until it is ended."""

    first: date
    last: date | None
    kind: Kind = Kind.SHIFT
    part: Part = Part.DAY
    note: str = ""


def give(user_id: str, duties: Sequence[str], plan: Plan, by: str) -> Sequence[DutyRow]:
    """Give somebody duties for a time: all of them, or none. Raises NotPossible.

    Oversight is given lastingly alone; a shift is at a counter; nobody is at two counters at once.
    """
    if is_citizen(user_id) or person(user_id) is None:
        raise NotPossible("person", _("Choose somebody of the staff."))
    if not duties:
        raise NotPossible("duty", _("Choose a duty."))
    check_days(plan.first, plan.last, clock.today())
    if len(plan.note) > LONGEST_NOTE:
        raise NotPossible("note", _("This is too long."))
    others = _running(user_id, plan.first, plan.last)
    for duty in duties:
        _check(user_id, duty, plan, others)
    rows = [
        DutyRow(
            user_id=user_id,
            duty=duty,
            kind=plan.kind.value,
            first_day=plan.first,
            last_day=plan.last,
            part=plan.part.value,
            note=plan.note,
            made_by=by,
            made_at=clock.now(),
        )
        for duty in duties
    ]
    _write(*rows)
    return rows


def end(number: int, by: str) -> DutyRow:
    """End a duty now; it stays as history. Raises NotPossible if there is none that could be ended."""
    row = find(number)
    if row is None or row.ended_at is not None:
        raise NotPossible("duty", _("This duty was ended already."))
    row.ended_by, row.ended_at = by, clock.now()
    _write()
    return row


def find(number: int) -> DutyRow | None:
    """A duty by its number."""
    return session().get(DutyRow, number) if 0 < number < 2**31 else None


def of(user_id: str) -> Sequence[DutyRow]:
    """Somebody's duties that hold or are planned, by their first day."""
    statement = select(DutyRow).where(NOT_ENDED, DutyRow.user_id == user_id, _not_over())
    return session().scalars(statement.order_by(DutyRow.first_day, DutyRow.id)).all()


def between(first: date, last: date) -> Sequence[DutyRow]:
    """The duties of all that hold on one of these days, by their first day."""
    return session().scalars(select(DutyRow).where(NOT_ENDED, *_touching(first, last)).order_by(*_ORDER)).all()


def running() -> Sequence[DutyRow]:
    """The duties of all that hold or are planned."""
    return session().scalars(select(DutyRow).where(NOT_ENDED, _not_over()).order_by(*_ORDER)).all()


def copy_week(monday: date, by: str) -> tuple[int, Sequence[NotPossible]]:
    """Plan the shifts of the week before a Monday for its week; gives how many, and why others couldn't be.

    What is planned already stays and isn't counted.
    """
    week, done, refused = timedelta(days=7), 0, []
    sunday = monday - timedelta(days=1)
    for row in between(monday - week, sunday):
        if row.kind != Kind.SHIFT or row.last_day is None or row.last_day > sunday:
            continue
        first, last, part = max(row.first_day, monday - week) + week, row.last_day + week, Part(row.part)
        planned = _running(row.user_id, first, last)
        if any((each.duty, each.part, each.first_day) == (row.duty, row.part, first) for each in planned):
            continue
        try:
            give(row.user_id, [row.duty], Plan(first, last, part=part, note=row.note), by)
            done += 1
        except NotPossible as error:
            refused.append(error)
    return done, refused


def end_all(user_id: str, by: str) -> None:
    """End all that somebody has or is planned for."""
    for row in of(user_id):
        end(row.id, by)


def stands_in_for(user_id: str, day: date | None = None) -> Sequence[str]:
    """The ids of those for whom somebody stands in on a day (today): their work is the substitute's as well."""
    return [each.user_id for each in holding.stand_ins(user_id, day)]


def check_days(first: date, last: date | None, earliest: date) -> None:
    """Raises NotPossible for days that can't be meant."""
    if first < earliest:
        raise NotPossible("first", _("The first day lies in the past."))
    if last is not None and last < first:
        raise NotPossible("last", _("The last day lies before the first."))
    if max(first, last or first) > clock.today() + _FURTHEST:
        raise NotPossible("last" if last else "first", _("This day is too far away."))


_ORDER = (DutyRow.first_day, DutyRow.part, DutyRow.id)


def _check(user_id: str, duty: str, plan: Plan, others: Sequence[DutyRow]) -> None:
    is_shift, counter = plan.kind is Kind.SHIFT, _counter(duty)
    if duty not in all_duties() or duty in OVERSIGHT or (is_shift and unit_of(duty) != COUNTERS_UNIT):
        raise NotPossible("duty", _("Choose a duty."))
    name = {"name": name_of(user_id)}
    for other in others:
        if other.part != plan.part and Part.DAY not in (other.part, plan.part):
            continue
        if other.duty == duty:
            raise NotPossible("person", _("${name} has this duty on these days already.", mapping=name))
        if is_shift and other.kind == Kind.SHIFT and counter and _counter(other.duty) not in ("", counter):
            raise NotPossible("person", _("${name} is at another counter at that time.", mapping=name))


def _counter(duty: str) -> str:
    return duty.partition(":")[2]


def _write(*rows: DutyRow) -> None:
    database = session()
    database.add_all(rows)
    # So that it holds in this request already.
    database.flush()
    holding.forget()


def _running(user_id: str, first: date, last: date | None) -> Sequence[DutyRow]:
    statement = select(DutyRow).where(NOT_ENDED, DutyRow.user_id == user_id, *_touching(first, last))
    return session().scalars(statement).all()


def _touching(first: date, last: date | None) -> Sequence[object]:
    begun = () if last is None else (DutyRow.first_day <= last,)
    return (*begun, or_(DutyRow.last_day.is_(None), DutyRow.last_day >= first))


def _not_over() -> object:
    return or_(DutyRow.last_day.is_(None), DutyRow.last_day >= clock.today())
