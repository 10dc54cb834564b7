"""Who looked at a dossier: a row for each look of an officer's, which the applicant may read.

Kept in the ledger alone, since a look must change nothing in the dossier. A dossier in a list of work is not looked at.
"""

from collections.abc import Sequence
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from hcc_longan import clock
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import session
from plone import api
from sqlalchemy import delete
from sqlalchemy import Index
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from typing import Any
from zope.sqlalchemy import mark_changed


# Looks at the same thing within this time are one.
PAUSE = timedelta(minutes=10)
# By which of several roles somebody looks.
_ROLES = (
    "Approver",
    "Handler",
    "Receiver",
    "Returner",
    "Partner",
    "Supervisor",
    "Inspector",
    "Site Administrator",
    "Manager",
)


class What(StrEnum):
    """What was looked at."""

    DOSSIER = "dossier"
    FILE = "file"
    PAPER = "paper"


class AccessRow(Base):
    """A look: name, role and unit (a department's, agency's or counter's code) as they were then.

    `subject` is the hash of a file or the code of a paper.
    """

    __tablename__ = "dossier_access"

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    user_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    role: Mapped[str] = mapped_column(String(30))
    unit: Mapped[str] = mapped_column(String(20))
    what: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(64))
    origin: Mapped[str] = mapped_column(String(60))

    __table_args__ = (Index("ix_dossier_access_uid", "uid", "at"),)


def note(dossier: Any, what: What = What.DOSSIER, subject: str = "") -> None:
    """Note that the present user looks at a dossier or something in it, if it is an officer who does.

    To be called by whatever shows or gives out a dossier. Who can't be noted sees nothing: a ledger that is down fails
    the request.
    """
    if not sees_everything(dossier) or acting.user_id() == dossier.filed_by:
        return
    now, user = clock.now(), api.user.get_current()
    database = session()
    lately = select(AccessRow.id).where(
        AccessRow.uid == dossier.UID(),
        AccessRow.at > now - PAUSE,
        AccessRow.user_id == acting.user_id(),
        AccessRow.what == what,
        AccessRow.subject == subject,
    )
    if database.scalar(lately.limit(1)) is not None:
        return
    role = _role(dossier)
    # Written when the request commits, so that nobody waits for SQLite's single writer while the page is made.
    database.add(
        AccessRow(
            uid=dossier.UID(),
            at=now,
            user_id=acting.user_id(),
            name=(user.getProperty("fullname") or user.getUserName())[:250],
            role=role,
            unit=_unit(dossier, role, user.getGroups()),
            what=what.value,
            subject=subject,
            origin=acting.origin()[:60],
        )
    )


def looks(dossier: Any, size: int = 50, start: int = 0) -> Sequence[AccessRow]:
    """Who looked at a dossier, newest first."""
    session().flush()
    statement = (
        select(AccessRow).where(AccessRow.uid == dossier.UID()).order_by(AccessRow.at.desc(), AccessRow.id.desc())
    )
    return session().scalars(statement.limit(size).offset(start)).all()


def purge(before: datetime) -> int:
    """Remove what is older; gives how many rows those were."""
    database = session()
    number = database.execute(delete(AccessRow).where(AccessRow.at < before)).rowcount
    mark_changed(database)
    return number


def _role(dossier: Any) -> str:
    held = set(api.user.get_roles(obj=dossier))
    return next((role for role in _ROLES if role in held), "")


def _unit(dossier: Any, role: str, groups: Sequence[str]) -> str:
    """The department, agency or counter for which somebody has a role; empty for the whole centre."""
    if role in ("Approver", "Handler"):
        return dossier.department
    prefixes = {"Partner": ("handler", "approver"), "Receiver": ("receiver",), "Returner": ("returner",)}.get(role, ())
    units = (group.partition(":")[2] for group in groups if group.partition(":")[0] in prefixes)
    if role == "Partner":
        asked = {dossier.holder, *dossier.open_tasks.values()}
        return next((unit for unit in units if unit in asked), "")
    return next((unit for unit in units if unit), "")
