"""Requests about personal data and their answers (rights and time limit: Luật 91/2025/QH15, NĐ 356/2025/NĐ-CP)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from hashlib import blake2b
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.citizens.settings import setting
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.calendars import versions as calendars
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.register.keys import lookup_key
from hcc_longan.ledger.base import Base
from hcc_longan.ledger.base import UtcDateTime
from hcc_longan.ledger.engine import dialect_insert
from hcc_longan.ledger.engine import session
from hcc_longan.ledger.numbers import take_number
from hcc_longan.protection.secret import key_for
from hcc_longan.worktime.limits import Limit
from hcc_longan.worktime.limits import Unit
from sqlalchemy import delete
from sqlalchemy import Index
from sqlalchemy import select
from sqlalchemy import String
from sqlalchemy import Text
from sqlalchemy import text
from sqlalchemy import update
from sqlalchemy.orm import Mapped
from sqlalchemy.orm import mapped_column
from typing import Any
from zope import schema
from zope.interface import Interface
from zope.schema.vocabulary import SimpleTerm
from zope.schema.vocabulary import SimpleVocabulary
from zope.sqlalchemy import mark_changed


LONGEST = 4000


class Kind(StrEnum):
    """What is asked for."""

    ACCESS = "access"
    CORRECT = "correct"
    DELETE = "delete"
    RESTRICT = "restrict"
    OBJECT = "object"
    WITHDRAW = "withdraw"


KINDS = {
    Kind.ACCESS: _("See or get my data"),
    Kind.CORRECT: _("Correct my data"),
    Kind.DELETE: _("Delete my data"),
    Kind.RESTRICT: _("Restrict the processing of my data"),
    Kind.OBJECT: _("Object to the processing of my data"),
    Kind.WITHDRAW: _("Withdraw a consent"),
}


class State(StrEnum):
    """What became of a request."""

    OPEN = "open"
    ANSWERED = "answered"
    REFUSED = "refused"


STATES = {State.OPEN: _("Being worked on"), State.ANSWERED: _("Answered"), State.REFUSED: _("Refused")}


class IRequest(Interface):
    """What a person asks."""

    kind = schema.Choice(
        title=_("What do you ask for?"),
        vocabulary=SimpleVocabulary([SimpleTerm(kind.value, kind.value, title) for kind, title in KINDS.items()]),
    )
    text = schema.Text(title=_("What is it about?"), max_length=LONGEST)


class IAnswer(Interface):
    """What an officer answers."""

    state = schema.Choice(title=_("Outcome"), values=(State.ANSWERED.value, State.REFUSED.value))
    answer = schema.Text(title=_("Answer or reason"), max_length=LONGEST)


@dataclass(frozen=True)
class Requester:
    """Who asks: an account, or (empty `user_id`) somebody who has proved that the contact is theirs."""

    user_id: str
    name: str
    contact: str


class RequestRow(Base):
    """A request; `contact` is an e-mail address or phone number, `key` that of the call that made it."""

    __tablename__ = "data_requests"

    number: Mapped[str] = mapped_column(String(20), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    user_id: Mapped[str | None] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(250))
    contact: Mapped[str] = mapped_column(String(250))
    contact_key: Mapped[str | None] = mapped_column(String(32))
    language: Mapped[str] = mapped_column(String(2))
    text: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10))
    answer: Mapped[str] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    answered_by: Mapped[str] = mapped_column(String(80))
    key: Mapped[str | None] = mapped_column(String(64), unique=True)

    __table_args__ = (
        Index("ix_data_requests_state", "state", "due_at"),
        *(
            Index(
                f"ix_data_requests_{name}",
                name,
                "made_at",
                sqlite_where=text(f"{name} IS NOT NULL"),
                postgresql_where=text(f"{name} IS NOT NULL"),
            )
            for name in ("user_id", "contact_key")
        ),
    )


_TABLE = RequestRow.__table__


def make_request(requester: Requester, raw: dict[str, Any], language: str, key: str = "") -> RequestRow:
    """Keep a request; the same `key` again gives the one that it made. Raises InvalidData."""
    values = read_data(IRequest, raw)
    now = clock.now()
    hashed = blake2b(f"{requester}\n{key}".encode(), digest_size=32).hexdigest() if key else None
    if hashed and (earlier := _by_key(hashed)) is not None:
        return earlier
    number = f"DL-{now.year}-{take_number(f'data-requests:{now.year}'):04d}"
    due = Limit(setting("answer_days"), Unit.WORKING_DAY).due(calendars.current().calendar(), now)
    row = {
        **values,
        "number": number,
        "user_id": requester.user_id or None,
        "name": requester.name,
        "contact": requester.contact,
        "contact_key": None if requester.user_id else _contact_key(requester.contact),
        "language": language,
        "made_at": now,
        "due_at": due,
        "state": State.OPEN.value,
        "answer": "",
        "answered_by": "",
        "key": hashed,
    }
    database = session()
    # A second click at the same moment finds what the first one made.
    database.execute(dialect_insert(_TABLE).on_conflict_do_nothing(), row)
    mark_changed(database)
    return find(number) or _by_key(hashed)


def find(number: str) -> RequestRow | None:
    """The request with a number."""
    return session().scalar(select(RequestRow).where(RequestRow.number == number.replace("\0", "")))


def of_account(user_id: str) -> Sequence[RequestRow]:
    """An account's requests, newest first."""
    return _newest(RequestRow.user_id == user_id)


def of_contact(contact: str) -> Sequence[RequestRow]:
    """The requests that were made without an account by the holder of a contact, newest first."""
    return _newest(RequestRow.contact_key == _contact_key(contact))


def open_requests(size: int = 200) -> Sequence[RequestRow]:
    """What is to be answered, first due first."""
    statement = select(RequestRow).where(RequestRow.state == State.OPEN.value)
    return session().scalars(statement.order_by(RequestRow.due_at, RequestRow.number).limit(size)).all()


def closed_requests(size: int, start: int = 0) -> Sequence[RequestRow]:
    """What was answered, newest first."""
    statement = select(RequestRow).where(RequestRow.answered_at.is_not(None))
    ordered = statement.order_by(RequestRow.answered_at.desc(), RequestRow.number)
    return session().scalars(ordered.limit(size).offset(start)).all()


def answer(number: str, raw: dict[str, Any]) -> RequestRow:
    """Answer a request, once. Raises InvalidData, RuleBroken if it is answered or gone."""
    values = read_data(IAnswer, raw)
    statement = update(RequestRow).where(RequestRow.number == number, RequestRow.state == State.OPEN.value)
    changed = session().execute(
        statement.values(**values, answered_at=clock.now(), answered_by=acting.user_id()),
        execution_options={"synchronize_session": "fetch"},
    )
    if not changed.rowcount:
        raise RuleBroken(_("This request has been answered already, or is gone."))
    mark_changed(session())
    return find(number)


def remaining(row: RequestRow) -> timedelta:
    """The working time until a request is due; negative when it is late."""
    return calendars.current().calendar().between(clock.now(), row.due_at)


def purge(before: datetime) -> int:
    """Remove what was answered earlier; gives how many requests those were."""
    database = session()
    number = database.execute(delete(RequestRow).where(RequestRow.answered_at < before)).rowcount
    mark_changed(database)
    return number


def _newest(condition: Any) -> Sequence[RequestRow]:
    return session().scalars(select(RequestRow).where(condition).order_by(RequestRow.made_at.desc()).limit(100)).all()


def _by_key(key: str | None) -> RequestRow | None:
    return session().scalar(select(RequestRow).where(RequestRow.key == key))


def _contact_key(contact: str) -> str | None:
    """A keyed hash: of a phone number in whatever spelling, or of an e-mail address."""
    if "@" not in contact:
        return lookup_key(contact)
    return blake2b(contact.strip().casefold().encode(), key=key_for("contacts"), digest_size=16).hexdigest()
