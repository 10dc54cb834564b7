"""Who is at a dossier now, and who edits it.

That is comfort, not protection: what keeps one officer from overwriting another is the version that every step names.

A row a tab, kept alive by its browser (`beat`); without one it is gone after a minute. Whoever opens a form first holds
the dossier; others may take it over, and the first one is told. Each call is a short transaction of its own, on SQLite
in the file of the counts: the ledger's single writer may be the very caller. A database that is busy or away stops
nobody's work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from datetime import timedelta
from hcc_longan import clock
from hcc_longan import logger
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import get_counts_engine
from hcc_longan.ledger.side import ready
from hcc_longan.ledger.side import SideBase
from sqlalchemy import Connection
from sqlalchemy import delete
from sqlalchemy import Engine
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy import update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column

import re


# How often a browser says that its page is open, and for how long that is believed.
EVERY = timedelta(seconds=20)
LASTS = timedelta(seconds=60)
_KEPT = timedelta(hours=1)
_TAB = re.compile(r"[A-Za-z0-9_-]{8,32}")


class PresenceRow(SideBase):
    """A tab with a dossier: `opened` the form that it shows, `holds` if others are asked to wait for it."""

    __tablename__ = "desk_presence"

    uid: Mapped[str] = mapped_column(String(32), primary_key=True)
    user_id: Mapped[str] = mapped_column(String(80), primary_key=True)
    tab: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(250))
    opened: Mapped[str] = mapped_column(String(40))
    holds: Mapped[bool]
    taken_by: Mapped[str] = mapped_column(String(250))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


@dataclass(frozen=True)
class Tab:
    """A page of somebody's that is open: `opened` the transition whose form it shows, empty for a look alone."""

    uid: str
    user_id: str
    tab: str
    name: str
    opened: str
    holds: bool
    taken_by: str
    since: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Here:
    """Who is at a dossier besides somebody: `editor` holds it; `taken_by` is who took it from them."""

    others: Sequence[Tab] = ()
    editor: Tab | None = None
    taken_by: str = ""


def is_tab(name: object) -> bool:
    """Whether something may be a tab's name."""
    return isinstance(name, str) and bool(_TAB.fullmatch(name))


def here(uid: str, user_id: str, tab: str = "") -> Here:
    """Who else is at a dossier, a person once; those who edit first."""
    try:
        with _engine().connect() as connection:
            return _read(connection, uid, user_id, tab)
    except SQLAlchemyError:
        logger.warning("Who is at dossier %s can't be read", uid, exc_info=True)
        return Here()


def beat(uid: str, user_id: str, name: str, tab: str, opened: str = "", *, take_over: bool = False) -> Here:
    """Say that a page is open; gives who else is here.

    Who comes first with a form holds the dossier, or who takes it over.
    """
    now = clock.now()
    try:
        with _engine().begin() as connection:
            before = _read(connection, uid, user_id, tab)
            if take_over:
                theirs = (PresenceRow.uid == uid, PresenceRow.user_id != user_id, PresenceRow.holds)
                connection.execute(update(PresenceRow).where(*theirs).values(holds=False, taken_by=name[:250]))
            free = take_over or before.editor is None
            row = {
                "uid": uid,
                "user_id": user_id[:80],
                "tab": tab,
                "name": name[:250],
                "opened": opened,
                "holds": bool(opened) and free,
                # Who holds it again has nothing to be told.
                "taken_by": "" if free else before.taken_by,
                "since": now,
                "seen_at": now,
            }
            same = {key: row[key] for key in ("name", "opened", "holds", "taken_by", "seen_at")}
            statement = dialect_insert(PresenceRow.__table__).values(row)
            keys = ("uid", "user_id", "tab")
            connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=same))
            connection.execute(delete(PresenceRow).where(PresenceRow.seen_at < now - _KEPT))
            return replace(_read(connection, uid, user_id, tab), taken_by=row["taken_by"])
    except SQLAlchemyError:
        logger.warning("Who is at dossier %s can't be written", uid, exc_info=True)
        return Here()


def leave(uid: str, user_id: str, tab: str = "") -> None:
    """A page was closed; without `tab` all of somebody's."""
    statement = delete(PresenceRow).where(PresenceRow.uid == uid, PresenceRow.user_id == user_id)
    try:
        with _engine().begin() as connection:
            connection.execute(statement.where(PresenceRow.tab == tab) if tab else statement)
    except SQLAlchemyError:
        logger.warning("That somebody left dossier %s can't be written", uid, exc_info=True)


def _engine() -> Engine:
    return ready(get_counts_engine(), PresenceRow)


def _read(connection: Connection, uid: str, user_id: str, tab: str) -> Here:
    fresh = (PresenceRow.uid == uid, PresenceRow.seen_at > clock.now() - LASTS)
    rows = connection.execute(select(PresenceRow.__table__).where(*fresh).order_by(PresenceRow.since))
    tabs = [Tab(**row._mapping) for row in rows]
    others: dict[str, Tab] = {}
    for each in sorted(tabs, key=lambda each: (not each.holds, not each.opened, each.since)):
        if each.user_id != user_id:
            others.setdefault(each.user_id, each)
    taken_by = next((each.taken_by for each in tabs if (each.user_id, each.tab) == (user_id, tab)), "")
    return Here(list(others.values()), next((each for each in others.values() if each.holds), None), taken_by)
