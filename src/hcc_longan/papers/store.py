"""The ledger's side of papers: rows by which a paper is found, and what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from hcc_longan import clock
from hcc_longan.ledger.engine import session
from hcc_longan.papers.kinds import PaperKind
from hcc_longan.papers.tables import DuePaperRow
from hcc_longan.papers.tables import PaperRow
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import select
from typing import Any
from zope.sqlalchemy import mark_changed


@dataclass(frozen=True)
class Known:
    """A paper that we issued, and the one that replaced it."""

    paper: PaperRow
    successor: PaperRow | None


def add(dossier: Any, paper: Any) -> None:
    """Let an issued paper be found, from the commit on."""
    session().add(_row(dossier, paper))


def replace(dossier: Any, paper: Any) -> None:
    """Make the row of a paper say what the paper says."""
    session().merge(_row(dossier, paper))


def by_code(code: str) -> Known | None:
    """The paper with a code."""
    database = session()
    database.flush()
    paper = database.get(PaperRow, code)
    if paper is None:
        return None
    return Known(paper, database.scalar(select(PaperRow).where(PaperRow.replaces == code).limit(1)))


def mark_due(dossier: Any, event: int, kind: PaperKind, error: str) -> None:
    """Note a paper that could not be made."""
    session().merge(DuePaperRow(uid=dossier.UID(), event=event, kind=kind.value, since=clock.now(), error=error[:500]))


def due(uid: str | None = None) -> Sequence[DuePaperRow]:
    """The papers that are due, of one dossier or all, oldest first."""
    database = session()
    database.flush()
    statement = select(DuePaperRow).order_by(DuePaperRow.since, DuePaperRow.uid, DuePaperRow.event)
    return database.scalars(statement if uid is None else statement.where(DuePaperRow.uid == uid)).all()


def count_due() -> int:
    """How many papers are due."""
    database = session()
    database.flush()
    return database.scalar(select(func.count()).select_from(DuePaperRow)) or 0


def settle(uid: str, event: int) -> None:
    """A paper that was due is made, or its dossier is gone."""
    database = session()
    database.execute(delete(DuePaperRow).where(DuePaperRow.uid == uid, DuePaperRow.event == event))
    mark_changed(database)


def _row(dossier: Any, paper: Any) -> PaperRow:
    return PaperRow(
        code=paper.code,
        uid=dossier.UID(),
        kind=paper.kind,
        number=paper.number,
        edition=paper.edition,
        event=paper.event,
        issued_at=paper.issued_at,
        sha256=paper.sha256,
        replaces=paper.replaces or None,
        is_test=dossier.is_test,
    )
