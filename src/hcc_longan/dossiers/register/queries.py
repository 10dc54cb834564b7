"""Questions to the register. Rows, not dossiers: a list of thirty loads no object of the database."""

from collections.abc import Collection
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.states import STATES
from hcc_longan.dossiers.tracking import read_tracking_number
from hcc_longan.ledger.engine import session
from plone import api
from sqlalchemy import and_
from sqlalchemy import ColumnElement
from sqlalchemy import false
from sqlalchemy import func
from sqlalchemy import or_
from sqlalchemy import select
from sqlalchemy import TextClause
from typing import Any


# Work lists by name: the states of their dossiers.
QUEUES: Mapping[str, Collection[str]] = {
    "to_receive": ("filed",),
    "to_hand_over": ("received",),
    "to_assign": ("to_assign",),
    "in_work": tuple(s.id for s in STATES.values() if s.national_code == 4 and s.id not in ("to_assign", "signed")),
    "to_review": ("reviewing",),
    "to_sign": ("signing",),
    "to_hand_back": ("signed",),
    "to_return": ("finished",),
    "waiting_for_applicant": ("correcting", "supplementing", "paying", "withdrawing"),
}

# A work list and its number of rows are read in one go up to this many; beyond, "more than".
COUNTED = 10_000


@dataclass(frozen=True)
class WorkList:
    """Rows of a work list, first due first; `total` counts all of them, up to COUNTED; `next` asks for more."""

    rows: Sequence[DossierRow]
    total: int
    next: tuple[datetime | None, str] | None


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
    after: tuple[datetime | None, str] | None = None,
) -> WorkList:
    """A work list: open dossiers of a queue and of departments (None: of all), first due first, undated last.

    `after` is what the list before answered as `next`. Raises KeyError for an unknown queue.
    """
    register.flush()
    conditions: list[ColumnElement[bool] | TextClause] = [IS_OPEN]
    if queue:
        states = QUEUES[queue]
        conditions.append(DossierRow.state == states[0] if len(states) == 1 else DossierRow.state.in_(states))
    if departments is not None:
        conditions.append(DossierRow.department.in_(sorted(departments)) if departments else false())
    if assignee:
        conditions.append(DossierRow.assignee == assignee)
    database = session()
    counted = select(DossierRow.uid).where(*conditions).limit(COUNTED).subquery()
    total = database.scalar(select(func.count()).select_from(counted)) or 0
    rows = list(_page(conditions, size + 1, after))
    more = len(rows) > size
    rows = rows[:size]
    return WorkList(rows, total, (rows[-1].due_at, rows[-1].uid) if more and rows else None)


def _page(conditions: list, size: int, after: tuple[datetime | None, str] | None) -> Sequence[DossierRow]:
    """Dated rows by date, then undated ones: two range scans of an index, since NULL sorts differently everywhere."""
    database = session()
    dated, undated = DossierRow.due_at.is_not(None), DossierRow.due_at.is_(None)
    rows: list[DossierRow] = []
    if after is None or after[0] is not None:
        statement = select(DossierRow).where(*conditions, dated)
        if after is not None:
            due, uid = after
            statement = statement.where(
                DossierRow.due_at >= due,
                or_(DossierRow.due_at > due, and_(DossierRow.due_at == due, DossierRow.uid > uid)),
            )
        rows += database.scalars(statement.order_by(DossierRow.due_at, DossierRow.uid).limit(size))
    if len(rows) < size:
        statement = select(DossierRow).where(*conditions, undated)
        if after is not None and after[0] is None:
            statement = statement.where(DossierRow.uid > after[1])
        rows += database.scalars(statement.order_by(DossierRow.uid).limit(size - len(rows)))
    return rows


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
