"""The mailbox of trial sites: messages end as files, shown on a page.

`$HCC_HOME/var/mailbox`, or where HCC_MAILBOX says; `*.eml` for e-mail, `*.txt` for SMS (first line the number).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from hcc_longan import clock
from hcc_longan.channels.commit import AfterCommit
from hcc_longan.channels.interfaces import IEmailChannel
from hcc_longan.channels.interfaces import ISmsChannel
from hcc_longan.channels.messages import Attachment
from pathlib import Path
from zope.interface import implementer

import os
import secrets


# So many messages are kept.
MOST = 200
_STAMP = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True)
class Message:
    """A message in the mailbox; an SMS has neither subject nor attachments."""

    id: str
    at: datetime
    to: str
    subject: str
    text: str
    attachments: Sequence[Attachment] = ()

    @property
    def is_sms(self) -> bool:
        return self.id.endswith(".txt")


def folder() -> Path:
    """Where the messages are."""
    own = os.environ.get("HCC_MAILBOX")
    return Path(own) if own else Path(os.environ.get("HCC_HOME", ".")).resolve() / "var" / "mailbox"


def newest(most: int = 50) -> Sequence[Message]:
    """The newest messages, newest first."""
    return [_read(path) for path in _paths()[:most]]


def find(id_: str) -> Message | None:
    """A message by its id."""
    return next((_read(path) for path in _paths() if path.name == id_), None)


@implementer(IEmailChannel)
class EmailMailbox(AfterCommit):
    """E-mail of a trial site."""

    def check(self) -> None:
        """There is nothing to lack."""

    def deliver(self, message: EmailMessage) -> None:
        _write(message.as_bytes(), "eml")


@implementer(ISmsChannel)
class SmsMailbox(AfterCommit):
    """SMS of a trial site."""

    def check(self) -> None:
        """There is nothing to lack."""

    def deliver(self, number: str, text: str) -> None:
        _write(f"{number}\n{text}".encode(), "txt")


def _write(data: bytes, kind: str) -> None:
    folder().mkdir(parents=True, exist_ok=True)
    path = folder() / f"{clock.now():{_STAMP}}-{secrets.token_hex(4)}.{kind}"
    # A reader never sees half of one.
    half = path.with_suffix(".part")
    half.write_bytes(data)
    half.rename(path)
    for old in _paths()[MOST:]:
        old.unlink(missing_ok=True)


def _paths() -> list[Path]:
    paths = [path for path in folder().glob("*-*") if path.suffix in (".eml", ".txt")]
    return sorted(paths, key=lambda path: path.name, reverse=True)


def _read(path: Path) -> Message:
    at = datetime.strptime(path.name.partition("-")[0], _STAMP).replace(tzinfo=clock.ZONE)
    data = path.read_bytes()
    if path.suffix == ".txt":
        number, _end, text = data.decode().partition("\n")
        return Message(path.name, at, number, "", text)
    message = message_from_bytes(data, policy=modern)
    attachments = [
        Attachment(part.get_filename() or "", part.get_content_type(), part.get_payload(decode=True))
        for part in message.iter_attachments()
    ]
    text = message.get_body(("plain",)).get_content()
    return Message(path.name, at, message["To"], message["Subject"], text, attachments)
