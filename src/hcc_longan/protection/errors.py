"""Why a request is not done; each with a sentence for the person who made it. Nothing was changed."""

from hcc_longan import _
from zope.i18n import interpolate
from zope.i18nmessageid import Message


class Refused(Exception):
    """A robot, as far as one can tell; `message` is for a person who was taken for one, to be translated."""

    def __init__(self, message: Message):
        super().__init__(interpolate(message, message.mapping))
        self.message = message


class TooManyAttempts(Refused):
    """A limit is reached; after `retry_after` seconds it is worth another try."""

    def __init__(self, retry_after: int, message: Message | None = None):
        super().__init__(message or _wait(retry_after))
        self.retry_after = retry_after


def _wait(seconds: int) -> Message:
    minutes = -(-seconds // 60)
    if minutes <= 90:
        return _("There were too many attempts. Please try again in ${minutes} min.", mapping={"minutes": minutes})
    return _("There were too many attempts. Please try again in ${hours} h.", mapping={"hours": -(-minutes // 60)})
