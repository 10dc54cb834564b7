"""Files that nobody may open yet: which dossiers have some, and the work that lets them out.

The verdict is on the file itself; the table says where to look, and `rescan(everything=True)` makes it anew. A file
that the scanner objects to after it was taken stays locked for good: it is part of the record, and the applicant has
to be asked for another one.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hcc_longan import clock
from hcc_longan.dossiers.attachments import Attachment
from hcc_longan.dossiers.register.maintenance import dossiers
from hcc_longan.dossiers.register.queries import dossier_at
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from hcc_longan.protection import scanning
from hcc_longan.protection.scanning import Finding
from hcc_longan.protection.scanning import Verdict
from sqlalchemy import delete
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from typing import Any
from zope.sqlalchemy import mark_changed

import transaction


# How often to begin a dossier anew when somebody changes its files meanwhile.
_ATTEMPTS = 3
_UNSETTLED = (Verdict.WAITING, Verdict.UNSCANNED)


class QuarantineRow(Base):
    """A dossier with locked files: how many wait for the scanner, how many it objects to, since when (the first)."""

    __tablename__ = "quarantine"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    waiting: Mapped[int]
    infected: Mapped[int]
    since: Mapped[datetime] = mapped_column(UtcDateTime)


@dataclass(frozen=True)
class Looked:
    """What a new look at a file found."""

    number: str
    sha256: str
    finding: Finding


def files_of(dossier: Any) -> tuple[Attachment, ...]:
    """All files of a dossier that came from people."""
    return (*dossier.attachments, *dossier.results, *dossier.proofs)


def held(most: int = 100) -> Sequence[tuple[QuarantineRow, DossierRow]]:
    """The dossiers with locked files, first come first."""
    register.flush()
    statement = select(QuarantineRow, DossierRow).join(DossierRow, DossierRow.uid == QuarantineRow.uid)
    return session().execute(statement.order_by(QuarantineRow.since, QuarantineRow.uid).limit(most)).tuples().all()


def note(dossier: Any) -> None:
    """Make the table say what the dossier's files say."""
    verdicts = [file.scan for file in files_of(dossier)]
    values = {"waiting": verdicts.count(Verdict.WAITING), "infected": verdicts.count(Verdict.INFECTED)}
    database = session()
    if any(values.values()):
        statement = dialect_insert(QuarantineRow.__table__).values(uid=dossier.UID(), since=clock.now(), **values)
        database.execute(statement.on_conflict_do_update(index_elements=["uid"], set_=values))
    else:
        database.execute(delete(QuarantineRow).where(QuarantineRow.uid == dossier.UID()))
    mark_changed(database)


def files_came(dossier: Any, event: Any) -> None:
    """A dossier was filed, moved or written in: note the files that have to wait. Costs nothing where none do."""
    if any(file.scan == Verdict.WAITING for file in files_of(dossier)):
        note(dossier)


def rescan(everything: bool = False) -> Iterator[Looked]:
    """Let the scanner look again at the files that wait, with `everything` at all that it has not seen yet.

    A transaction a dossier. Files stay as they are where the scanner still can't judge.
    """
    for uid, get in _in_question(everything):
        for attempt in transaction.manager.attempts(_ATTEMPTS):
            with attempt:
                looked = _look(uid, get())
        yield from looked


def _in_question(everything: bool) -> Iterator[tuple[str, Callable[[], Any]]]:
    """The dossiers to look at: their UID, and how to get them (None for one that is no more)."""
    seen = set()
    if everything:
        for dossier in dossiers():
            seen.add(dossier.UID())
            if any(file.scan != Verdict.CLEAN for file in files_of(dossier)):
                yield dossier.UID(), lambda dossier=dossier: dossier
    statement = select(QuarantineRow.uid, DossierRow.path).outerjoin(DossierRow, DossierRow.uid == QuarantineRow.uid)
    for uid, path in session().execute(statement.order_by(QuarantineRow.since)).tuples().all():
        if uid not in seen:
            yield uid, lambda path=path: _dossier(path)


def _dossier(path: str | None) -> Any:
    try:
        return dossier_at(path) if path else None
    except KeyError:
        return None


def _look(uid: str, dossier: Any) -> list[Looked]:
    if dossier is None:
        database = session()
        database.execute(delete(QuarantineRow).where(QuarantineRow.uid == uid))
        mark_changed(database)
        return []
    looked = []
    for file in files_of(dossier):
        if file.scan not in _UNSETTLED:
            continue
        with file.open() as stream:
            finding = scanning.scan(stream, scanning.PATIENCE)
        looked.append(Looked(dossier.number, file.sha256, finding))
        if finding.verdict not in _UNSETTLED:
            file.judge(finding)
    note(dossier)
    return looked
