"""Lists as an officer wants to see them again: filters, columns and order under a name of their own."""

from collections.abc import Sequence
from hcc_longan import _
from hcc_longan.desk.lists.tables import ViewRow
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from hcc_longan.vietnamese import clean
from hcc_longan.vietnamese import fold
from sqlalchemy import delete
from sqlalchemy import func
from sqlalchemy import select
from sqlalchemy import update
from typing import Any
from urllib.parse import parse_qs
from zope.sqlalchemy import mark_changed

import re


LONGEST = 60
LONGEST_QUERY = 2_000
MOST = 30


def of(user_id: str) -> Sequence[ViewRow]:
    """The views of an officer, by name."""
    return session().scalars(select(ViewRow).where(ViewRow.user_id == user_id).order_by(ViewRow.name_folded)).all()


def start_of(user_id: str) -> ViewRow | None:
    """The view with which an officer begins."""
    return session().scalar(select(ViewRow).where(ViewRow.user_id == user_id, ViewRow.is_start))


def url(view: ViewRow, screen: Any) -> str:
    """The address of a view."""
    return screen.at("lists", view.queue, **{**parse_qs(view.query), "view": view.id})


def save(user_id: str, name: str, queue: str, query: str, is_start: bool = False) -> int:
    """Keep a view and give its id; one with the same name, however written, is replaced. Raises InvalidData."""
    name = clean(re.sub(r"[\x00-\x1f\x7f]", " ", name))
    if not name:
        raise InvalidData({"name": _("Give the view a name.")})
    if len(name) > LONGEST or len(fold(name)) > LONGEST:
        raise InvalidData({"name": _("A name has at most ${number} characters.", mapping={"number": LONGEST})})
    if len(query) > LONGEST_QUERY:
        raise InvalidData({"name": _("There are too many filters for a view.")})
    database = session()
    others = database.scalar(select(func.count()).where(ViewRow.user_id == user_id, ViewRow.name_folded != fold(name)))
    if others >= MOST:
        raise InvalidData({"name": _("You have ${number} views; remove one first.", mapping={"number": MOST})})
    if is_start:
        database.execute(update(ViewRow).where(ViewRow.user_id == user_id).values(is_start=False))
    said = {"name": name, "queue": queue, "query": query, "is_start": is_start}
    statement = dialect_insert(ViewRow.__table__).values(user_id=user_id, name_folded=fold(name), **said)
    statement = statement.on_conflict_do_update(index_elements=["user_id", "name_folded"], set_=said)
    made = database.scalar(statement.returning(ViewRow.__table__.c.id))
    mark_changed(database)
    database.expire_all()
    return made


def remove(user_id: str, view_id: int) -> bool:
    """Remove an officer's view; tells whether there was one."""
    database = session()
    gone = database.execute(delete(ViewRow).where(ViewRow.user_id == user_id, ViewRow.id == view_id)).rowcount
    mark_changed(database)
    return bool(gone)
