"""Why something could not be done with a draft or an upload; each with a sentence for the person who tried."""

from hcc_longan import _
from typing import Any
from zope.i18n import interpolate
from zope.i18nmessageid import Message


class DraftError(Exception):
    """Something that can't be done; `message` is for the reader, to be translated. Nothing was changed."""

    def __init__(self, message: Message):
        super().__init__(interpolate(message, message.mapping))
        self.message = message


class NoSuchDraft(DraftError):
    """There is no such draft, or no longer."""

    def __init__(self) -> None:
        super().__init__(_("This draft is no longer there: it was discarded, or the time it was kept for is over."))


class AlreadyFiled(DraftError):
    """The draft has become a dossier; `number` is its tracking number."""

    def __init__(self, number: str):
        super().__init__(_("This form has already been filed as ${number}.", mapping={"number": number}))
        self.number = number


class Changed(DraftError):
    """Another tab or device saved the draft meanwhile; `current` is the Draft as it is now."""

    def __init__(self, current: Any):
        super().__init__(_("This form was changed in another tab or on another device."))
        self.current = current


class TooManyDrafts(DraftError):
    """The account or the address has as many drafts as it may have."""


class TooLarge(DraftError):
    """More than can be kept."""


class Refused(DraftError):
    """The file can't be taken; the message says why and what to do."""


class NoRoom(DraftError):
    """The server's disk is full."""

    def __init__(self) -> None:
        super().__init__(_("The server has no room for files at the moment. What you typed is kept: try again later."))


class WrongOffset(DraftError):
    """The server has received another number of bytes than the sender thinks: `offset`."""

    def __init__(self, offset: int):
        super().__init__(_("The upload goes on from another place."))
        self.offset = offset
