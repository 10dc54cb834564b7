"""Messages between the applicant and the officers, inside a dossier. They are no steps: the version stays as it is.

What was written is in the dossier; when the other side read it, in the ledger (`MessageRow`).
"""

from AccessControl import getSecurityManager
from AccessControl import Unauthorized
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from datetime import UTC
from enum import StrEnum
from hcc_longan import _
from hcc_longan import clock
from hcc_longan.dossiers import acting
from hcc_longan.dossiers.attachments import MB
from hcc_longan.dossiers.attachments import read_attachments
from hcc_longan.dossiers.data import InvalidData
from hcc_longan.dossiers.data import read_data
from hcc_longan.dossiers.errors import RuleBroken
from hcc_longan.dossiers.interfaces import IMessageWritten
from hcc_longan.dossiers.register.tables import MessageRow
from hcc_longan.dossiers.register.tool import register
from hcc_longan.dossiers.roles import sees_everything
from hcc_longan.dossiers.settings import setting
from hcc_longan.ledger.engine import session
from plone import api
from sqlalchemy import func
from sqlalchemy import select
from typing import Any
from zope import schema
from zope.event import notify
from zope.interface import implementer
from zope.interface import Interface
from zope.interface.interfaces import ObjectEvent

import re


LONGEST = 4000
PERMISSION = "hcc_longan: Write messages"
# An attachment that came with a message and not with a step.
NO_EVENT = 0


class Side(StrEnum):
    """Who writes."""

    CITIZEN = "citizen"
    CENTRE = "centre"

    @property
    def other(self) -> "Side":
        return Side.CENTRE if self is Side.CITIZEN else Side.CITIZEN


class IMessage(Interface):
    """What is written."""

    text = schema.Text(title=_("Message"), max_length=LONGEST)


@dataclass(frozen=True)
class Message:
    """A message; `files` are hashes of attachments, `author` is empty for an applicant without an account."""

    number: int
    at: datetime
    author: str
    side: Side
    text: str
    files: tuple[str, ...] = ()
    read_at: datetime | None = None


@implementer(IMessageWritten)
class MessageWritten(ObjectEvent):
    """`message` was written in a dossier."""

    def __init__(self, dossier: Any, message: Message):
        super().__init__(dossier)
        self.message = message


def messages_of(dossier: Any) -> Sequence[Message]:
    """The messages of a dossier, oldest first."""
    if not dossier.messages:
        return ()
    _flush()
    rows = session().execute(select(MessageRow.number, MessageRow.read_at).where(MessageRow.uid == dossier.UID()))
    read = dict(rows.tuples().all())
    return tuple(_message(number, record, read.get(number)) for number, record in enumerate(dossier.messages, 1))


def write(dossier: Any, text: str, side: Side, files: Iterable[Mapping[str, Any]] = (), key: str = "") -> Message:
    """Write to the other side; the same `key` again writes nothing and gives the message that it wrote.

    `files` are in the shape that `read_attachments` takes. Raises Unauthorized, RuleBroken once the time for it is
    over, and InvalidData, before anything is changed.
    """
    if not may_write(dossier, side):
        raise Unauthorized(f"No messages of the {side} here.")
    for number, record in enumerate(dossier.messages, 1):
        if key and record.get("key") == key:
            return _message(number, record, None)
    end = open_until(dossier)
    if end is not None and clock.now() > end:
        raise RuleBroken(_("The time for messages in this dossier is over."))
    text = read_data(IMessage, {"text": plain(text)})["text"]
    added = read_attachments(files, ("",))
    _check_size(dossier, added)
    for file in added:
        file.source = NO_EVENT
    record = {"at": clock.now().astimezone(UTC).isoformat(), "author": acting.user_id(), "side": side.value}
    record |= {"text": text, "files": [file.sha256 for file in added], "key": key}
    dossier.attachments = (*dossier.attachments, *added)
    dossier.messages = (*dossier.messages, record)
    # The register writes the rows of messages as well.
    dossier.reindexObject()
    message = _message(len(dossier.messages), record, None)
    notify(MessageWritten(dossier, message))
    return message


def may_write(dossier: Any, side: Side) -> bool:
    """Whether the present user may write for a side, as long as messages are open."""
    if not api.user.has_permission(PERMISSION, obj=dossier):
        return False
    if side is Side.CENTRE:
        return sees_everything(dossier)
    return "Applicant" in getSecurityManager().getUser().getRolesInContext(dossier)


def open_until(dossier: Any) -> datetime | None:
    """Until when messages can be written in a closed dossier; None while it is open."""
    if dossier.state_now.is_open:
        return None
    closed = next(event.at for event in reversed(dossier.events) if event.before != event.after)
    return closed + timedelta(days=setting("message_days"))


def mark_read(dossier: Any, side: Side) -> None:
    """Note that a side has seen what the other wrote; to be called last, when the page is made."""
    _flush()
    for row in session().scalars(select(MessageRow).where(*_unread(side), MessageRow.uid == dossier.UID())):
        # Written when the request commits.
        row.read_at = clock.now()


def unread(dossier: Any, side: Side) -> int:
    """How many messages of the other side a side has not seen."""
    return unread_in([dossier.UID()], side).get(dossier.UID(), 0)


def unread_in(uids: Iterable[str], side: Side) -> Mapping[str, int]:
    """How many messages a side has not seen, by dossier; those without any are left out."""
    _flush()
    statement = select(MessageRow.uid, func.count()).where(*_unread(side), MessageRow.uid.in_(list(uids)))
    return dict(session().execute(statement.group_by(MessageRow.uid)).tuples().all())


def plain(text: Any) -> str:
    """The text with single kinds of line ends, and without control characters and runs of empty lines."""
    text = re.sub(r"\r\n?", "\n", str(text or ""))
    text = re.sub(r"[^\S\n]*\n", "\n", re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _unread(side: Side) -> tuple[Any, ...]:
    return MessageRow.read_at.is_(None), MessageRow.side == side.other.value


def _flush() -> None:
    register.flush()
    session().flush()


def _message(number: int, record: Mapping[str, Any], read_at: datetime | None) -> Message:
    return Message(
        number=number,
        at=datetime.fromisoformat(record["at"]),
        author=record["author"],
        side=Side(record["side"]),
        text=record["text"],
        files=tuple(record["files"]),
        read_at=read_at,
    )


def _check_size(dossier: Any, added: Iterable[Any]) -> None:
    largest = setting("largest_dossier")
    if sum(file.getSize() for file in (*dossier.attachments, *added)) > largest * MB:
        raise InvalidData(
            {"attachments": _("The files of a dossier together are larger than ${size} MB.", mapping={"size": largest})}
        )
