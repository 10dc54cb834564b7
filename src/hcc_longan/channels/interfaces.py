"""What a channel does, and how it says that it could not."""

from email.message import EmailMessage
from zope.i18nmessageid import Message
from zope.interface import Interface


class NotDelivered(Exception):
    """A message could not be handed over; `message` says why, in words for the operator."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


class IChannel(Interface):
    """A way to hand messages over. Named utilities; the settings say which one is used."""

    def check() -> None:
        """Raises NotDelivered if the channel lacks something to work at all."""


class IEmailChannel(IChannel):
    """Takes e-mail."""

    def deliver(message: EmailMessage) -> None:
        """Hand it over now; raises NotDelivered."""

    def send(message: EmailMessage) -> None:
        """Hand it over when the present transaction commits; a failure then goes to the log."""


class ISmsChannel(IChannel):
    """Takes SMS."""

    def deliver(number: str, text: str) -> None:
        """Hand it over now; the number is as `phones.read_phone` gives it; raises NotDelivered."""

    def send(number: str, text: str) -> None:
        """Hand it over when the present transaction commits; a failure then goes to the log."""
