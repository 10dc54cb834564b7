"""Questions to the register. Rows, not dossiers: a list of thirty loads no object of the database."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import clock
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.register.worklists import Asker
from hcc_longan.dossiers.register.worklists import BUILT_IN
from hcc_longan.dossiers.register.worklists import conditions
from hcc_longan.dossiers.register.worklists import queues
from hcc_longan.dossiers.register.worklists import SORTS
from hcc_longan.dossiers.tracking import read_tracking_number
from hcc_longan.ledger.engine import session
from plone import api
from sqlalchemy import and_
from sqlalchemy import ColumnElement
from sqlalchemy import false
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import Select
from sqlalchemy import select
from typing import Any


# Work lists by name, those that their states alone make: the states of their dossiers.
QUEUES: Mapping[str, Collection[str]] = {id_: queue.states for id_, queue in BUILT_IN.items() if queue.is_by_state}

# By what a row knows its person.
_PERSON = ("id_key", "phone_key", "filed_by")

# A work list and its number of rows are read in one go up to this many; beyond, "more than".
COUNTED = 10_000


# Where a page of a list begins: the sorted value and the dossier of the last row before it.
Place = tuple[Any, str]


@dataclass(frozen=True)
class WorkList:
    """Rows of a work list, first due first; `total` counts all of them, up to COUNTED; `next` asks for more."""

    rows: Sequence[DossierRow]
    total: int
    next: Place | None


def find_row(number: str) -> DossierRow | None:
    """The row of a dossier by its code or tracking number, in whatever grouping."""
    register.flush()
    number = number.replace("\0", "")  # which PostgreSQL takes in no text
    tracking = read_tracking_number(number)
    found = None
    if tracking:
        found = session().scalar(select(DossierRow).where(DossierRow.tracking_number == tracking))
    return found or session().scalar(select(DossierRow).where(DossierRow.code == number.strip().upper()))


def by_filing_key(key: str) -> Any | None:
    """The dossier that was filed with an idempotency key."""
    register.flush()
    path = session().scalar(select(DossierRow.path).where(DossierRow.filing_key == key))
    return None if path is None else dossier_at(path)


def by_number(number: str) -> Any | None:
    """The dossier with a code or tracking number, whoever asks; the caller checks what they may see."""
    row = find_row(number)
    return None if row is None else dossier_at(row.path)


def by_uid(uid: str) -> Any | None:
    """The dossier with an internal id, whoever asks."""
    register.flush()
    path = session().scalar(select(DossierRow.path).where(DossierRow.uid == uid))
    return None if path is None else dossier_at(path)


def of_person(number: str) -> Sequence[DossierRow]:
    """The dossiers of an id or phone number, newest first."""
    register.flush()
    key = lookup_key(number)
    if key is None:
        return []
    return (
        session()
        .scalars(
            select(DossierRow)
            .where(or_(DossierRow.id_key == key, DossierRow.phone_key == key))
            .order_by(DossierRow.filed_at.desc())
            .limit(100)
        )
        .all()
    )


def alike(row: DossierRow, most: int = 50) -> Mapping[str, Sequence[DossierRow]]:
    """Other dossiers that may be the same person's, newest first, by what they share; up to `most` of each.

    Shared may be `id_key`, `phone_key`, `filed_by`, or `name`: of the same procedure, with and without accents. A
    question for each, since each has its index.
    """
    register.flush()
    same = {name: getattr(DossierRow, name) == getattr(row, name) for name in _PERSON if getattr(row, name)}
    same["name"] = and_(DossierRow.procedure == row.procedure, DossierRow.applicant_folded == row.applicant_folded)
    newest = select(DossierRow).where(DossierRow.uid != row.uid).order_by(DossierRow.filed_at.desc()).limit(most)
    return {name: session().scalars(newest.where(condition)).all() for name, condition in same.items()}


def durations(procedure: str, since: datetime, most: int = 5_000) -> Sequence[tuple[datetime, datetime]]:
    """When the dossiers of a procedure were received and finished, newest first; those with a result alone."""
    register.flush()
    statement = (
        select(DossierRow.received_at, DossierRow.ended_at)
        .where(
            DossierRow.procedure == procedure,
            DossierRow.ended_at >= since,
            DossierRow.state.in_(("finished", "returned")),
            DossierRow.is_test.is_(False),
        )
        .order_by(DossierRow.ended_at.desc())
        .limit(most)
    )
    return session().execute(statement).tuples().all()


def of_account(user_id: str, is_open: bool, size: int = 100, start: int = 0) -> Sequence[DossierRow]:
    """The dossiers of an applicant's account, newest first."""
    register.flush()
    conditions = (DossierRow.filed_by == user_id, DossierRow.is_open == is_open)
    ordered = select(DossierRow).where(*conditions).order_by(DossierRow.filed_at.desc(), DossierRow.uid.desc())
    return session().scalars(ordered.limit(size).offset(start)).all()


def dossier_at(path: str) -> Any:
    """The dossier at a path below the site."""
    return api.portal.get().unrestrictedTraverse(path)


def worklist(
    queue: str = "",
    departments: Collection[str] | None = None,
    assignee: str = "",
    size: int = 30,
    after: Place | None = None,
    asker: Asker | None = None,
) -> WorkList:
    """A work list: open dossiers of a queue and of departments (None: of all), first due first, undated last.

    `after` is what the list before answered as `next`; `asker` is who reads a list of their own. Raises KeyError for an
    unknown queue.
    """
    wanted = conditions(queues()[queue], asker or Asker(), clock.now()) if queue else [IS_OPEN]
    if departments is not None:
        wanted.append(of_departments(departments))
    if assignee:
        wanted.append(DossierRow.assignee == assignee)
    rows = page(wanted, size=size, after=after)
    return WorkList(rows[:size], count(wanted), place(rows, size))


def of_departments(codes: Collection[str]) -> ColumnElement[bool]:
    """The dossiers of departments."""
    ordered = sorted(codes)
    if not ordered:
        return false()
    return DossierRow.department == ordered[0] if len(ordered) == 1 else DossierRow.department.in_(ordered)


def count(wanted: Sequence[Any]) -> int:
    """How many dossiers fulfil conditions, counted up to COUNTED."""
    register.flush()
    return session().scalar(counting(wanted, COUNTED)) or 0


def counting(wanted: Sequence[Any], most: int) -> Select[tuple[int]]:
    """The question how many dossiers fulfil conditions, up to `most`."""
    return select(func.count()).select_from(select(DossierRow.uid).where(*wanted).limit(most).subquery())


def page(wanted: Sequence[Any], sort: str = "due", size: int = 30, after: Place | None = None) -> Sequence[DossierRow]:
    """The rows that fulfil conditions, in the order of `sort` (of SORTS, a minus in front turns it round).

    Up to `size` and one more, from which one sees that there are more. Rows without a value come last, in both
    directions: two range scans of an index, since NULL sorts differently everywhere.
    """
    register.flush()
    column, is_down = SORTS[sort.removeprefix("-")], sort.startswith("-")
    database = session()
    rows: list[DossierRow] = []
    if after is None or after[0] is not None:
        statement = select(DossierRow).where(*wanted, *([column.is_not(None)] if column.nullable else []))
        if after is not None:
            value, uid = after
            statement = statement.where(
                column <= value if is_down else column >= value,
                or_(
                    column < value if is_down else column > value,
                    and_(column == value, DossierRow.uid < uid if is_down else DossierRow.uid > uid),
                ),
            )
        order = (column.desc(), DossierRow.uid.desc()) if is_down else (column, DossierRow.uid)
        rows += database.scalars(statement.order_by(*order).limit(size + 1))
    if column.nullable and len(rows) <= size:
        statement = select(DossierRow).where(*wanted, column.is_(None))
        if after is not None and after[0] is None:
            statement = statement.where(DossierRow.uid > after[1])
        rows += database.scalars(statement.order_by(DossierRow.uid).limit(size + 1 - len(rows)))
    return rows


def place(rows: Sequence[DossierRow], size: int, sort: str = "due") -> Place | None:
    """What the next page comes after; None if these rows of `page` were the last."""
    if len(rows) <= size:
        return None
    last = rows[size - 1]
    return getattr(last, SORTS[sort.removeprefix("-")].key), last.uid


def counts_by_state(department: str | None = None) -> Mapping[str, int]:
    """How many open dossiers are in each state, of a department or of all.

    Closed ones pile up for ever and are counted by month (`ended_by_month`).
    """
    register.flush()
    statement = select(DossierRow.state, func.count()).where(IS_OPEN).group_by(DossierRow.state)
    if department:
        statement = statement.where(DossierRow.department == department)
    return dict(session().execute(statement).tuples().all())


def received_by_month(first: int, last: int) -> Sequence[tuple[int, str, int]]:
    """Month, department and number of received dossiers; months are numbers like 201610."""
    register.flush()
    statement = (
        select(DossierRow.received_month, DossierRow.department, func.count())
        .where(DossierRow.received_month.between(first, last))
        .group_by(DossierRow.received_month, DossierRow.department)
        .order_by(DossierRow.received_month, DossierRow.department)
    )
    return [tuple(row) for row in session().execute(statement)]


def ended_by_month(first: int, last: int) -> Sequence[tuple[int, str, str, int]]:
    """Month, department, verdict and number of dossiers whose processing ended."""
    register.flush()
    statement = (
        select(DossierRow.ended_month, DossierRow.department, DossierRow.verdict, func.count())
        .where(DossierRow.ended_month.between(first, last))
        .group_by(DossierRow.ended_month, DossierRow.department, DossierRow.verdict)
        .order_by(DossierRow.ended_month, DossierRow.department, DossierRow.verdict)
    )
    return [tuple(row) for row in session().execute(statement)]
