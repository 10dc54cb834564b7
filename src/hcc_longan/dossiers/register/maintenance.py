"""Checking the register against the dossiers, and making it anew from them."""

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hcc_longan.clock import ZONE
from hcc_longan.dossiers import folders
from hcc_longan.dossiers.register import words
from hcc_longan.dossiers.register import writing
from hcc_longan.dossiers.register.tables import AgencyRow
from hcc_longan.dossiers.register.tables import DossierRow
from hcc_longan.dossiers.register.tables import EventRow
from hcc_longan.dossiers.register.tables import FollowRow
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.engine import tidy
from hcc_longan.ledger.numbers import peek_number
from hcc_longan.ledger.numbers import raise_number
from sqlalchemy import func
from sqlalchemy import select
from typing import Any

import transaction


BATCH = 200


class Fault(StrEnum):
    """What can be wrong with the register."""

    MISSING = "missing"  # a dossier without a row
    ORPHAN = "orphan"  # a row without a dossier
    DIFFERENT = "different"  # a row that says something else than the dossier
    EVENTS = "events"  # events that are missing or too many
    AGENCIES = "agencies"  # agencies that are not those asked
    WORDS = "words"  # words under which nobody finds it, or under which it shouldn't be found
    MESSAGES = "messages"  # messages of which it isn't known whether they were read
    COUNTER = "counter"  # a counter behind a number that was given out


@dataclass(frozen=True)
class Difference:
    """One difference; `detail` names the columns with the register's and the dossier's values."""

    fault: Fault
    number: str
    detail: str = ""


def dossiers() -> Iterator[Any]:
    """All dossiers, day by day; memory stays flat."""
    root = folders.make_root()
    for count, dossier in enumerate(folders.dossiers_in(root), 1):
        yield dossier
        if count % BATCH == 0:
            root._p_jar.cacheMinimize()


def check() -> Iterator[Difference | None]:
    """Compare every dossier with its rows: a difference, or None as a sign of progress, one dossier after the other."""
    register.flush()
    database = session()
    seen: set[str] = set()
    for dossier in dossiers():
        uid = dossier.UID()
        seen.add(uid)
        known = database.get(DossierRow, uid)
        if known is None:
            yield Difference(Fault.MISSING, dossier.number)
            continue
        wanted = writing.row(dossier)
        different = {
            name: (getattr(known, name), value)
            for name, value in wanted.items()
            if _differ(getattr(known, name), value)
        }
        if different:
            detail = "; ".join(f"{name}: {old!r} -> {new!r}" for name, (old, new) in different.items())
            yield Difference(Fault.DIFFERENT, dossier.number, detail)
        stored = database.execute(select(EventRow.__table__).where(EventRow.uid == uid).order_by(EventRow.number))
        kept = [dict(each) for each in stored.mappings()]
        wanted_events = writing.event_rows(dossier)
        if len(kept) != len(wanted_events) or any(map(_rows_differ, kept, wanted_events)):
            yield Difference(Fault.EVENTS, dossier.number, f"{len(kept)} -> {dossier.version}")
        agencies = writing.agencies_of(dossier)
        kept_agencies = set(database.scalars(select(AgencyRow.agency).where(AgencyRow.uid == uid)))
        if kept_agencies != agencies:
            yield Difference(Fault.AGENCIES, dossier.number, f"{sorted(kept_agencies)} -> {sorted(agencies)}")
        wanted_words, kept_words = words.words_of(wanted, agencies), words.written(wanted)
        if kept_words != wanted_words:
            yield Difference(Fault.WORDS, dossier.number, " ".join(sorted(kept_words ^ wanted_words)))
        known_messages = database.scalar(select(func.count()).where(MessageRow.uid == uid)) or 0
        if known_messages != len(dossier.messages):
            yield Difference(Fault.MESSAGES, dossier.number, f"{known_messages} -> {len(dossier.messages)}")
        yield None
        database.expunge_all()
    rows = dict(database.execute(select(DossierRow.uid, DossierRow.tracking_number)).tuples().all())
    for uid in sorted((rows.keys() | _uids_beside()) - seen):
        yield Difference(Fault.ORPHAN, rows.get(uid, uid))
    for name, day, highest in _given_out():
        if peek_number(name, day) < highest:
            yield Difference(Fault.COUNTER, name, f"{day or ''} {peek_number(name, day)} -> {highest}".strip())


def rebuild() -> Iterator[int]:
    """Make the rows anew from the dossiers, BATCH to a transaction; yields how many are done.

    Rows without a dossier go first. Counters that are behind the numbers given out are raised.
    """
    uids = {dossier.UID() for dossier in dossiers()}
    known = set(session().scalars(select(DossierRow.uid))) | _uids_beside()
    for uid in known - uids:
        writing.forget(uid)
    transaction.commit()
    done = 0
    for dossier in dossiers():
        writing.rewrite(dossier)
        done += 1
        if done % BATCH == 0:
            transaction.commit()
            yield done
    transaction.commit()
    for name, day, highest in _given_out():
        raise_number(name, day, highest)
    transaction.commit()
    tidy()
    yield done


def _uids_beside() -> set[str]:
    """The dossiers of which there are words, or rows in the tables beside the first."""
    tables = (EventRow, MessageRow, AgencyRow, FollowRow)
    return words.uids().union(*(session().scalars(select(table.uid).distinct()) for table in tables))


def _given_out() -> Iterator[tuple[str, Any, int]]:
    """The highest running number given out by each counter: its name, its day and the number."""
    highest: dict[tuple[str, Any], int] = {}
    rows = session().execute(
        select(DossierRow.code, DossierRow.register_book, DossierRow.register_sequence, DossierRow.received_at).where(
            DossierRow.code.is_not(None), DossierRow.received_at.is_not(None)
        )
    )
    for code, book, sequence, received_at in rows:
        agency, _hyphen, rest = code.partition("-")
        number = rest.rpartition("-")[2]
        day = received_at.astimezone(ZONE).date()
        if number.isdigit():
            key = (f"dossier:{agency}", day)
            highest[key] = max(highest.get(key, 0), int(number))
        key = (f"register:{book}", None)
        highest[key] = max(highest.get(key, 0), sequence or 0)
    for (name, day), number in highest.items():
        yield name, day, number


def _rows_differ(old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    return any(_differ(old[name], value) for name, value in new.items())


def _differ(old: Any, new: Any) -> bool:
    if isinstance(old, datetime) and isinstance(new, datetime):
        return abs((old - new).total_seconds()) >= 1
    return old != new


def size() -> int:
    """How many dossiers the register knows."""
    return session().scalar(select(func.count()).select_from(DossierRow)) or 0
