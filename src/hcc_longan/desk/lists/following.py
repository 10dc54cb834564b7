"""Dossiers that officers follow: a star, and a list of their own."""

from collections.abc import Iterable
from collections.abc import Sequence
from hcc_longan import clock
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.register.tables import FollowRow
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from sqlalchemy import delete
from sqlalchemy import select
from zope.sqlalchemy import mark_changed


def follow(uid: str, user_id: str = "") -> None:
    """Let somebody (the present user) follow a dossier; who does already goes on."""
    database = session()
    row = {"user_id": user_id or acting.user_id(), "uid": uid, "since": clock.now()}
    database.execute(dialect_insert(FollowRow.__table__).on_conflict_do_nothing(), row)
    mark_changed(database)


def unfollow(uid: str, user_id: str = "") -> None:
    """Let somebody (the present user) follow a dossier no more."""
    database = session()
    who = user_id or acting.user_id()
    database.execute(delete(FollowRow).where(FollowRow.user_id == who, FollowRow.uid == uid))
    mark_changed(database)


def toggle(uid: str, user_id: str = "") -> bool:
    """Follow a dossier, or no more; tells whether it is followed now."""
    followed = is_followed(uid, user_id)
    (unfollow if followed else follow)(uid, user_id)
    return not followed


def is_followed(uid: str, user_id: str = "") -> bool:
    """Whether somebody (the present user) follows a dossier."""
    return uid in followed_among([uid], user_id)


def followed_among(uids: Iterable[str], user_id: str = "") -> set[str]:
    """Which of some dossiers somebody (the present user) follows."""
    who = user_id or acting.user_id()
    wanted = list(uids)
    if not wanted:
        return set()
    return set(session().scalars(select(FollowRow.uid).where(FollowRow.user_id == who, FollowRow.uid.in_(wanted))))


def followers(uid: str) -> Sequence[str]:
    """The accounts that follow a dossier, those that came first first."""
    return (
        session()
        .scalars(select(FollowRow.user_id).where(FollowRow.uid == uid).order_by(FollowRow.since, FollowRow.user_id))
        .all()
    )
