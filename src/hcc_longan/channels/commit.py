"""What channels do at the end of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from hcc_longan import logger
from hcc_longan.channels.interfaces import NotDelivered
from zope.i18n import interpolate

import transaction


class AfterCommit:
    """A channel that hands messages over after the transaction: before, the mail server could make it fail."""

    def send(self, *message) -> None:
        transaction.get().addAfterCommitHook(self._hand_over, message)

    def _hand_over(self, committed: bool, *message) -> None:
        if committed:
            with logged():
                self.deliver(*message)


@contextmanager
def logged() -> Iterator[None]:
    """A message that isn't delivered inside is told to the log, without the message: it may hold personal data."""
    try:
        yield
    except NotDelivered as error:
        logger.error("A message was not delivered: %s", interpolate(error.message, error.message.mapping))
