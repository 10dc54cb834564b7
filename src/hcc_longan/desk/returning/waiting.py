"""Results that wait for their return: whose they are, and since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hcc_longan.desk.lists.scope import visible
from hcc_longan.desk.officers import Officer
from hcc_longan.desk.reception.scanned import dossier_of
from hcc_longan.desk.reception.scanned import once
from hcc_longan.desk.returning.reminders import overdue_since
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import IS_OPEN
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import session
from hcc_longan.parcels.tables import ParcelRow
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import folded_words
from sqlalchemy import and_
from sqlalchemy import exists
from sqlalchemy import or_
from sqlalchemy import select
from typing import Any


LONGEST = 1000
MOST = 50


class Which(StrEnum):
    """Which of the results that wait."""

    COUNTER = "counter"  # at the officer's own counters
    ALL = "all"
    UNCOLLECTED = "uncollected"
    POST = "post"  # wanted by post, and no parcel is made yet


@dataclass(frozen=True)
class Found:
    """What a search found: `dossier` by a number of its own, whatever its state; `rows` of results that wait."""

    dossier: Any = None
    rows: Sequence[DossierRow] = ()
    has_more: bool = False


def find(text: str, officer: Officer) -> Found:
    """The results that wait for a person, or that belong to a number, a scanned code or a name."""
    text = clean(once(text[:LONGEST].replace("\0", " ")))
    if not text:
        return Found()
    dossier = dossier_of(text)
    if dossier is not None:
        keys = [dossier.applicant.get(name) for name in ("id_number", "phone")]
        persons = _of_keys([lookup_key(key) for key in keys if key])
        wanted = or_(DossierRow.uid == dossier.UID(), *persons)
    else:
        words = folded_words(text)
        persons = _of_keys([lookup_key(text)])
        named = [DossierRow.applicant_folded.contains(word, autoescape=True) for word in words]
        if not persons and not named:
            return Found()
        wanted = or_(*persons, *([and_(*named)] if named else []))
    rows = _rows(officer, [wanted], MOST)
    return Found(dossier, rows[:MOST], len(rows) > MOST)


def waiting(
    officer: Officer, which: Which, size: int = 30, after: tuple[datetime, str] | None = None
) -> Sequence[DossierRow]:
    """Results that wait, the longest first; one more than `size` if there are. `after` is the last row before these."""
    wanted: list[Any] = []
    if which is Which.COUNTER:
        wanted.append(DossierRow.counter.in_(sorted(officer.counters)))
    elif which is Which.UNCOLLECTED:
        wanted += [DossierRow.ended_at < overdue_since(), DossierRow.by_post.is_(False)]
    elif which is Which.POST:
        on_its_way = exists().where(ParcelRow.uid == DossierRow.uid, ParcelRow.ended_at.is_(None))
        wanted += [DossierRow.by_post.is_(True), ~on_its_way]
    if after is not None:
        at, uid = after
        wanted.append(or_(DossierRow.ended_at > at, and_(DossierRow.ended_at == at, DossierRow.uid > uid)))
    return _rows(officer, wanted, size)


def _rows(officer: Officer, wanted: Sequence[Any], size: int) -> Sequence[DossierRow]:
    register.flush()
    statement = select(DossierRow).where(IS_OPEN, DossierRow.state == "finished", *wanted, *visible(officer))
    return session().scalars(statement.order_by(DossierRow.ended_at, DossierRow.uid).limit(size + 1)).all()


def _of_keys(keys: Sequence[str | None]) -> list[Any]:
    known = [key for key in keys if key]
    return [or_(DossierRow.id_key.in_(known), DossierRow.phone_key.in_(known))] if known else []
